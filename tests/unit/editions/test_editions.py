"""Six months of deliveries: what each edition says has moved, why, and that each is made again byte for byte."""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from reporter import resources, warehouse
from reporter.audit import self_test
from reporter.config.period import period
from reporter.editions import ledger, store
from reporter.errors import EmptyPeriod, InputRefused, IntegrityError, PolicyError, ReadOtherwise
from reporter.workflows import reproduce, take_in
from reporter.workflows import run as pipeline
from tests.support.jail import Jail, audit_json, quiet

MAY = "2026-05"
BOOKINGS = "booking_id|person_id|facility_id|booked_at|commitment|sequence_no|release_authorized_at|released_at|void"
CHECKS = "check_id|booking_id|result|completed_at|officer_id"
NOTICES = "notification_id|booking_id|sent_at"
MANIFEST = "log|file|covers_from|covers_to|rows"
ANSWER = "control,item,outcome,reason,case_id,response,reason_given,authority,name,date\n"


@dataclass
class Scenario:
    """What the six months left behind."""

    jail: Jail
    bytes_when_filed: dict[int, dict[str, bytes]] = field(default_factory=dict)
    made_again: dict[int, str] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)

    def run(self) -> pipeline.Filed:
        """File what is due for May."""
        self.jail.write_policy()
        filed = pipeline.run(self.jail.folder, period(MAY), quiet)
        if filed.is_new:
            self.bytes_when_filed[filed.number] = self.now(filed.number)
        return filed

    def now(self, edition: int) -> dict[str, bytes]:
        """Read every file of an edition."""
        place = store.place(self.jail.folder, MAY, edition)
        return {name: (place / name).read_bytes() for name in store.files_of(place)}

    def again(self, *numbers: int) -> None:
        """Make editions again."""
        for number in numbers:
            self.made_again[number] = reproduce.as_filed(self.jail.folder, f"{MAY}/r{number}", quiet)

    def audit(self, edition: int) -> dict[str, Any]:
        """Read an edition's audit.json."""
        return audit_json(self.jail.folder, MAY, edition)

    def changes(self, edition: int) -> list[tuple[str, str, str, str, str]]:
        """Return the changes of an edition as rows."""
        keys = ("control", "item", "before", "after", "cause")
        return [tuple(one[key] for key in keys) for one in self.audit(edition)["changes"]]  # type: ignore[misc]


def deliver_month(jail: Jail, month: str, first_no: int, *, extra: dict[str, str] | None = None) -> None:
    """Deliver one month's files: four stays, each checked and cleared before its release, but as `extra` has it."""
    bookings, checks = [BOOKINGS], [CHECKS]
    for n in range(first_no, first_no + 4):
        day = f"{month}-{n - first_no + 2:02d}"
        bookings.append(f"B{n}|P{n}|MAIN|{day} 08:00|criminal_court|{n}|{day} 13:00|{day} 14:05|")
        checks.append(f"C{n}|B{n}|{'no_record' if n == 4 else 'clear'}|{day} 09:30|O1")
    if month == MAY:
        checks = [line for line in checks if not line.startswith("C2|")]
    tables = {"bookings": bookings, "checks": checks, "notifications": [NOTICES]}
    for log, lines in tables.items():
        more = (extra or {}).get(log, "").splitlines()
        jail.deliver(log, "\n".join([*lines, *more]), f"{log}_{month}.csv")
    named = []
    for log, lines in tables.items():
        late = (extra or {}).get(log, "").splitlines()
        begins = MAY if late else month  # a file with a late record covers from May on
        named.append(f"{log}|{log}_{month}.csv|{begins}-01|{month}-28|{len(lines) - 1 + len(late)}")
    jail.deliver("deliveries", "\n".join([MANIFEST, *named]), f"deliveries_{month}.csv")


def rules(path: Path, old: str, new: str) -> None:
    """Change one query, as a new release of the program would."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scenario]:
    root = tmp_path_factory.mktemp("six-months")
    code = root / "code"
    for kind in ("queries", "report_templates"):
        shutil.copytree(resources.data_dir(kind), code / kind)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(resources, "_PACKAGE", code / "reporter")
            resources.data_dir.cache_clear()
            # The self-test would stop the edition of the changed query: here it stands aside, to see what moves.
            patch.setattr(self_test, "run", lambda folder, options: {"planted": 24, "found": 24})
            made = Scenario(Jail(root / "county"))
            live_through(made, code / "queries" / "controls" / "vetted_before_release.sql")
            yield made
    finally:
        resources.data_dir.cache_clear()


def live_through(made: Scenario, headline: Path) -> None:
    jail = made.jail
    deliver_month(jail, MAY, 1)
    made.run()
    deliver_month(jail, "2026-06", 5, extra={"checks": "C2|B2|clear|2026-05-03 09:30|O1"})
    made.run()
    corrected = "B3|P3|MAIN|2026-05-04 08:00|criminal_court|3|2026-05-04 08:30|2026-05-04 09:00|"
    deliver_month(jail, "2026-07", 9, extra={"bookings": corrected})
    made.run()
    jail.extra = '\n[vetting]\nfinal_results = ["clear", "wanted"]\n'
    made.run()
    jail.extra += "# a remark changes nothing\n"
    assert not made.run().is_new
    answer = "vetted_before_release,B3,exception,after_release,,{},{},{},A. Clerk,2026-08-03\n"
    inbox = jail.folder / "inbox"
    (inbox / "responses_sheriff.csv").write_text(
        ANSWER + answer.format("explained", '"Bail came, by order, at nine"', "Sheriff"), encoding="utf-8"
    )
    made.run()
    (inbox / "responses_court.csv").write_text(
        ANSWER
        + answer.format("confirmed", "", "County Court")
        + "vetted_before_release,B999,exception,no_check,,explained,Not ours,County Court,A. Clerk,2026-08-04\n"
        + "vetted_before_release,B6,exception,no_check,,explained,Another month,County Court,A. Clerk,2026-08-04\n"
        + "vetted_before_release,B1,exception,no_check,,explained,It was vetted,County Court,A. Clerk,2026-08-04\n"
        + "vetted_before_release,B4,exception,no_final_result,,,,,,\n",
        encoding="utf-8",
    )
    made.run()
    before = headline.read_text(encoding="utf-8")
    rules(headline, "when ended_without_release or not in_scope then 'out_of_scope'", "when true then 'out_of_scope'")
    made.run()
    made.again(7)
    for number in (1, 6):
        with pytest.raises(PolicyError) as refusal:
            made.again(number)
        made.refused[number] = str(refusal.value)
    headline.write_text(before, encoding="utf-8")
    made.run()
    jail.extra = '\n[vetting]\nfinal_results = ["clear", "wanted", "no_record"]\n'
    late = "C3b|B3|clear|2026-05-04 08:10|O1"
    deliver_month(jail, "2026-08", 13, extra={"checks": late})
    made.run()
    withdrawn = "B1|P1|MAIN|2026-05-02 08:00|criminal_court|1|2026-05-02 13:00|2026-05-02 14:05|true"
    unsettled = "C4|B4|pending|2026-05-05 09:30|O1\nC4b|B4|clear|2026-05-05 25:10|O1"
    deliver_month(jail, "2026-09", 17, extra={"bookings": withdrawn, "checks": unsettled})
    made.run()
    deliver_month(jail, "2026-10", 21, extra={"checks": "C4b|B4|clear|2026-05-05 10:10|O1"})
    made.run()
    # The first; one with half of the answers, a correction and another policy; and with a row mended later.
    made.again(1, 5, 10)


def test_a_late_check_moves_its_stay_and_what_hangs_on_it_and_nothing_else(scenario: Scenario) -> None:
    assert scenario.changes(2) == [
        ("check_in_scope", "C2", "absent", "met", "late_record"),
        ("recorded_before_release", "B2", "absent", "undetermined", "late_record"),
        ("vetted_before_release", "B2", "exception", "met", "late_record"),
    ]
    assert scenario.audit(2)["previous"]["claim_moved"] is True


def test_a_corrected_release_is_a_correction(scenario: Scenario) -> None:
    assert scenario.changes(3) == [
        ("recorded_before_release", "B3", "undetermined", "absent", "correction"),
        ("vetted_before_release", "B3", "met", "exception", "correction"),
    ]


def test_a_changed_policy_is_a_policy_change_and_a_remark_in_it_is_none(scenario: Scenario) -> None:
    assert scenario.changes(4) == [
        ("recorded_before_release", "B4", "undetermined", "absent", "policy_change"),
        ("vetted_before_release", "B4", "met", "exception", "policy_change"),
    ]
    assert scenario.audit(4)["previous"]["parts_changed"] == ["policy"]


def test_an_answer_makes_an_edition_and_moves_no_outcome_and_no_claim(scenario: Scenario) -> None:
    assert scenario.changes(5) == [
        ("vetted_before_release", "B3", "exception, unanswered", "exception, explained", "response")
    ]
    assert scenario.changes(6) == [
        ("vetted_before_release", "B3", "exception, explained", "exception, contested", "response")
    ]
    four, six = scenario.audit(4), scenario.audit(6)
    assert (six["claim"], six["controls"]) == (four["claim"], four["controls"])


def test_both_positions_are_kept_verbatim_and_an_answer_to_nothing_is_reported(scenario: Scenario) -> None:
    said = scenario.audit(6)["responses"]
    assert {key: said[key] for key in said if key != "answers"} == {
        "explained": 0,
        "confirmed": 0,
        "contested": 1,
        "unanswered": 1,
        "unmatched": 2,
        "elsewhere": 1,
    }
    keys = ("item", "response", "reason_given", "authority", "state", "contested")
    assert [tuple(one[key] for key in keys) for one in said["answers"]] == [
        ("B1", "explained", "It was vetted", "County Court", "unmatched", False),
        ("B3", "explained", "Bail came, by order, at nine", "Sheriff", "matched", True),
        ("B3", "confirmed", "", "County Court", "matched", True),
        ("B6", "explained", "Another month", "County Court", "elsewhere", False),
        ("B999", "explained", "Not ours", "County Court", "unmatched", False),
    ]


def test_a_changed_query_is_a_query_change(scenario: Scenario) -> None:
    assert scenario.changes(7) == [
        ("vetted_before_release", f"B{n}", before, "out_of_scope", "query_change")
        for n, before in ((1, "met"), (2, "met"), (3, "exception"), (4, "exception"))
    ]
    assert {one[4] for one in scenario.changes(8)} == {"query_change"}


def test_where_records_and_policy_change_together_each_outcome_has_its_own_cause(scenario: Scenario) -> None:
    assert scenario.audit(9)["previous"]["parts_changed"] == ["inputs", "policy"]
    assert scenario.changes(9) == [
        ("check_in_scope", "C3b", "absent", "met", "late_record"),
        ("recorded_before_release", "B3", "absent", "undetermined", "late_record"),
        ("recorded_before_release", "B4", "absent", "undetermined", "policy_change"),
        ("vetted_before_release", "B3", "exception", "met", "late_record"),
        ("vetted_before_release", "B4", "exception", "met", "policy_change"),
    ]


def test_a_withdrawn_stay_leaves_and_a_corrected_check_that_cannot_be_read_settles_nothing(scenario: Scenario) -> None:
    assert scenario.changes(10) == [
        ("check_in_scope", "C1", "met", "exception", "correction"),
        ("not_held_too_long", "B1", "met", "absent", "correction"),
        ("recorded_before_release", "B1", "undetermined", "absent", "correction"),
        ("recorded_before_release", "B4", "undetermined", "absent", "correction"),
        ("vetted_before_release", "B1", "met", "absent", "correction"),
        ("vetted_before_release", "B4", "met", "undetermined", "correction"),
    ]
    headline = scenario.audit(10)["controls"][0]
    assert (headline["id"], headline["reasons"]["record_unreadable"]) == ("vetted_before_release", 1)


def test_the_unreadable_check_mended_at_its_source_settles_its_stay(scenario: Scenario) -> None:
    assert scenario.changes(11) == [
        ("check_in_scope", "C4b", "absent", "met", "late_record"),
        ("recorded_before_release", "B4", "absent", "undetermined", "late_record"),
        ("vetted_before_release", "B4", "undetermined", "met", "late_record"),
    ]


def test_an_edition_is_made_again_byte_for_byte(scenario: Scenario) -> None:
    assert sorted(scenario.made_again) == [1, 5, 7, 10]
    for number, said in scenario.made_again.items():
        count = len(scenario.bytes_when_filed[number])
        assert said == f"{MAY}/r{number} made again is what was filed, byte for byte: {count} files."


def test_with_other_queries_an_edition_is_not_made_again_and_it_is_said_why(scenario: Scenario) -> None:
    for number in (1, 6):
        assert scenario.refused[number].startswith(f"{MAY}/r{number} was made with other queries than this program has")


def test_no_filed_edition_was_touched(scenario: Scenario) -> None:
    assert {number: scenario.now(number) for number in range(1, 12)} == scenario.bytes_when_filed


def test_the_history_shows_causes_and_a_chain_that_holds(scenario: Scenario) -> None:
    told = store.history(scenario.jail.folder)
    assert [(one["edition"], one["moved_count"], one["causes"], one["claim_moved"], one["chain"]) for one in told] == [
        (1, 0, {}, False, "first"),
        (2, 3, {"late_record": 3}, True, "holds"),
        (3, 2, {"correction": 2}, True, "holds"),
        (4, 2, {"policy_change": 2}, False, "holds"),
        (5, 0, {"response": 1}, False, "holds"),
        (6, 0, {"response": 1}, False, "holds"),
        (7, 4, {"query_change": 4}, True, "holds"),
        (8, 4, {"query_change": 4}, True, "holds"),
        (9, 5, {"late_record": 3, "policy_change": 2}, True, "holds"),
        (10, 6, {"correction": 6}, False, "holds"),
        (11, 3, {"late_record": 3}, False, "holds"),
    ]
    assert [one["previous_digest"] for one in told] == ["", *(one["digest"] for one in told[:-1])]


def test_every_published_figure_is_in_the_ledger_and_a_contradiction_is_told(scenario: Scenario) -> None:
    assert len(ledger.read(scenario.jail.folder).editions()) == 11
    found = scenario.audit(2)["ledger"]["contradictions"]
    assert "The answer: “Exceptions found” in 2026-05/r1, “Not demonstrated” here." in found
    assert any(one.endswith(", exception: 1 in 2026-05/r1, 0 here.") for one in found), found
    assert scenario.audit(6)["notes"] == [
        "Officials' answers: 0 explained, 0 confirmed, 1 contested; exceptions unanswered: 1. "
        "An answer changes no outcome.",
        "Answers that match no exception and nothing undetermined: 2 (responses_court.csv line 5; "
        "responses_court.csv line 3).",
    ]


def test_the_action_plan_asks_about_each_exception_and_leaves_the_answer_blank(scenario: Scenario) -> None:
    text = scenario.bytes_when_filed[4]["action-plan.csv"].decode()
    rows = [row for row in csv.DictReader(text.splitlines()) if row["control"] == "vetted_before_release"]
    assert [(row["item"], row["reason"], row["response"], row["name"], row["date"]) for row in rows] == [
        ("B3", "after_release", "", "", ""),
        ("B4", "no_final_result", "", "", ""),
    ]


def test_a_byte_changed_in_a_filed_edition_is_found_and_named(scenario: Scenario, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(scenario.jail.folder, folder)
    page = folder / "reports" / MAY / "r9" / "board.html"
    page.write_bytes(page.read_bytes() + b" ")
    (page.parent / "added.txt").write_text("x", encoding="utf-8")
    with pytest.raises(IntegrityError, match=r"r9 was changed: board\.html was changed, added\.txt was added\. It was"):
        reproduce.as_filed(folder, f"{MAY}/r9", quiet)
    first = folder / "reports" / MAY / "r1" / "audit.json"
    first.write_bytes(first.read_bytes() + b" ")
    assert [one["chain"] for one in store.history(folder)][:3] == ["first", "broken", "holds"]


def test_an_edition_that_was_never_filed_is_refused_with_those_that_were(scenario: Scenario) -> None:
    with pytest.raises(PolicyError, match=r"no edition filed here\. Filed are: 2026-05/r1, "):
        reproduce.as_filed(scenario.jail.folder, "2026-05/r77", quiet)


def test_the_records_of_then_are_the_records_that_were(scenario: Scenario) -> None:
    """A quarantined row mended later, and a standing row replaced later, are as they were."""
    with warehouse.open_read_only(scenario.jail.folder) as connection:
        from reporter.ingest import as_of

        as_of.restrict_records_to(connection, scenario.jail.folder, scenario.audit(2)["rests_on"], same_reading=True)
        query = "select released_at_text, standing from records.bookings where booking_id = 'B3'"
        assert warehouse.rows(connection, query) == [("2026-05-04 14:05", True)]
        assert warehouse.count(connection, "records.corrections") == 0
        assert warehouse.count(connection, "records.delivered") == 8


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("vetted_before_release,B3,,,,agreed,Why,Sheriff,A. Clerk,2026-08-03", "line 2, column response"),
        ("vetted_before_release,B3,,,,explained,,Sheriff,A. Clerk,2026-08-03", "line 2, column reason_given"),
        ("vetted_before_release,B3,,,,explained,Why,,A. Clerk,2026-08-03", "line 2, column authority"),
        ("vetted_before_release,B3,,,,explained,Why,Sheriff,,2026-08-03", "line 2, column name"),
        ("vetted_before_release,B3,,,,explained,Why,Sheriff,A. Clerk,soon", "line 2, column date"),
        ("vetted_before_release,,,,,explained,Why,Sheriff,A. Clerk,2026-08-03", "line 2, column item"),
        ("vetted_before_release,B3,,,,explained,Why", "line 2: 7 cells, but 10 columns"),
        ('vetted_before_release,B3,,,,explained,"Why', "line 2: a quote is not closed"),
    ],
)
def test_a_bad_answer_is_refused_with_file_line_and_column(jail: Jail, row: str, where: str) -> None:
    from reporter.editions import responses

    (jail.folder / "inbox" / "responses.csv").write_text(ANSWER + row + "\n", encoding="utf-8")
    with pytest.raises(InputRefused, match=rf"^responses\.csv, {where}"):
        responses.take(jail.folder)


def test_a_glob_of_a_log_does_not_take_answers_as_a_log(jail: Jail) -> None:
    jail.deliver("bookings", BOOKINGS + "\nB1|P1|MAIN|2026-05-02 08:00|criminal_court|1||2026-05-02 14:05|", "any.csv")
    (jail.folder / "inbox" / "responses_may.csv").write_text(ANSWER, encoding="utf-8")
    jail.write_policy()
    path = jail.folder / "policy.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("bookings*.csv", "*.csv"), encoding="utf-8")
    assert [one.file for one in take_in.ingest(jail.folder, quiet)] == ["any.csv"]


def test_a_title_beyond_the_data_is_refused_and_odd_deliveries_are_noted(jail: Jail) -> None:
    from reporter.ingest import guards

    deliver_month(jail, MAY, 1)
    shutil.copy(jail.folder / "inbox/checks_2026-05.csv", jail.folder / "inbox/checks_2026-06.csv")
    table = BOOKINGS + "\nB9|P9|MAIN|2026-05-09 08:00|criminal_court|9||2026-05-09 14:05|"
    jail.deliver("bookings", table, "bookings_2026-06.csv")
    jail.ingest()
    with warehouse.open_read_only(jail.folder) as connection:
        guards.refuse_unreached(connection, period("2026-05-29..2026-06-30"))
        with pytest.raises(
            PolicyError, match=r"The records reach to 2026-05-28; the period 2026-07 begins on 2026-07-01"
        ):
            guards.refuse_unreached(connection, period("2026-07"))
        assert guards.notes(connection) == [
            "The file bookings_2026-06.csv is labelled 2026-06, but its newest event is of 2026-05. "
            "It may be an older file under a new name.",
            "The file checks_2026-06.csv has the same content as checks_2026-05.csv, delivered earlier. "
            "Nothing was taken from it.",
        ]


def everything(jail: Jail, resting: dict[str, Any] | None = None) -> dict[str, list[Any]]:
    """Read every table of the records that has rows, as they are or as an edition knew them."""
    from reporter.ingest import as_of

    with warehouse.open_read_only(jail.folder) as connection:
        if resting:
            as_of.restrict_records_to(connection, jail.folder, resting, same_reading=True)
        tables = ["checks", "delivered", "corrections", "quarantine", "responses", "response_files"]
        return {one: warehouse.rows(connection, f"select * from records.{one}") for one in tables}


def test_the_records_as_of_each_delivery_are_those_that_stood_then(jail: Jail) -> None:
    from reporter.config import policy
    from reporter.editions import basis, responses

    line = "C{0}|B{0}|{1}|2026-05-0{0} 09:30|O1"
    stages = [
        (
            "checks",
            [line.format(1, "clear"), line.format(2, "CLR"), line.format(3, "clear"), "|B9|clear||"],
            "checks_1",
        ),
        ("checks", [line.format(1, "wanted"), line.format(1, "no_record"), line.format(1, "wanted")], "checks_2"),
        ("checks", [line.format(2, "clear"), line.format(3, "clear")], "checks_3"),
        (
            "checks",
            [line.format(1, "clear"), line.format(2, "clear"), line.format(3, "clear"), line.format(9, "clear")],
            "checks_1",
        ),
        ("checks", [line.format(4, "clear")], "checks_9"),
    ]
    seen = []
    for n, (log, lines, file) in enumerate(stages):
        jail.deliver(log, "\n".join([CHECKS, *lines]), f"{file}.csv")
        answer = f"vetted_before_release,B{n},,,,confirmed,,Sheriff,A. Clerk,2026-08-03\n"
        (jail.folder / "inbox" / "responses.csv").write_text(ANSWER + answer, encoding="utf-8")
        jail.ingest()
        responses.take(jail.folder)
        with warehouse.open_read_only(jail.folder) as connection:
            chosen = policy.load(jail.folder / "policy.toml")
            rests_on = basis.edition_basis(connection, chosen, responses.files(connection), "")
        seen.append((rests_on, everything(jail)))
    assert [len(tables["quarantine"]) for _, tables in seen] == [2, 2, 2, 2, 2]
    assert [sum(row[-1] for row in tables["quarantine"]) for _, tables in seen] == [2, 2, 1, 0, 0]
    assert [len(tables["corrections"]) for _, tables in seen] == [0, 1, 1, 2, 2]
    for rests_on, tables in seen:
        assert everything(jail, rests_on) == tables


def test_a_log_read_in_another_way_since_is_not_taken_for_that_of_then(jail: Jail) -> None:
    from reporter.config import policy
    from reporter.editions import basis
    from reporter.ingest import as_of

    jail.deliver("checks", CHECKS + "\nC1|B1|clear|2026-05-02 09:30|O1")
    jail.ingest()
    with warehouse.open_read_only(jail.folder) as connection:
        rests_on = basis.edition_basis(connection, policy.load(jail.folder / "policy.toml"), [], "")
    jail.log_settings["checks"] = 'precision = "hour"'
    jail.ingest()
    with (
        warehouse.open_read_only(jail.folder) as connection,
        pytest.raises(ReadOtherwise, match=r"^checks\.csv is not read as it was when the edition was filed: \[logs"),
    ):
        as_of.restrict_records_to(connection, jail.folder, rests_on, same_reading=True)


@pytest.fixture(scope="module")
def first_deliveries(tmp_path_factory: pytest.TempPathFactory) -> Jail:
    """Take in three files, of which one is corrected later."""
    jail = Jail(tmp_path_factory.mktemp("first") / "jail")
    checks = ["C1|B1|clear|2026-05-02 09:30|O1", "C2|B1|clear|2026-05-02 09:40|O1", "C3|B2|clear||O2"]
    jail.deliver("checks", "\n".join([CHECKS, *checks]))
    jail.deliver("authorizations", "officer_id|authorized_from|authorized_to\nO1|2026-04-01|2026-05-01\nO2|2026-04-01|")
    jail.deliver("deliveries", MANIFEST + "\nchecks|checks.csv|2026-05-01|2026-05-31|3")
    jail.ingest()
    return jail


@pytest.mark.parametrize(
    ("log", "late", "causes_of"),
    [
        (
            "authorizations",
            "officer_id|authorized_from|authorized_to\nO1|2026-04-01|",
            {("officer_authorized", "C1"): "correction", ("vetted_before_release", "B1"): "late_record"},
        ),
        (
            "authorizations",
            "officer_id|authorized_from|authorized_to\nO2|2026-04-01|",
            {("officer_authorized", "C1"): "late_record"},
        ),
        (
            "checks",
            CHECKS + "\nC1|B1|wanted|2026-05-02 09:30|O1",
            {
                ("vetted_before_release", "B1"): "correction",
                ("officer_authorized", "C2"): "late_record",
                ("permitted_by_law", "check:C1"): "correction",
                ("permitted_by_law", "check:C2"): "late_record",
            },
        ),
        (
            "deliveries",
            MANIFEST + "\nchecks|checks.csv|2026-05-01|2026-05-30|3",
            {("officer_authorized", "C1"): "correction"},
        ),
    ],
)
def test_a_correction_is_a_cause_only_where_it_concerns_the_item(
    first_deliveries: Jail, jail: Jail, log: str, late: str, causes_of: dict[tuple[str, str], str]
) -> None:
    from reporter.editions import change_causes

    shutil.copytree(first_deliveries.folder, jail.folder, dirs_exist_ok=True)
    jail.logs = list(first_deliveries.logs)
    query = "select log, file, sha256 from records.delivered"
    with warehouse.open_read_only(jail.folder) as connection:
        then = {(row[0], row[1], row[2]) for row in warehouse.rows(connection, query)}
    jail.deliver(log, late, f"{log}_late.csv")
    jail.ingest()
    with warehouse.open_read_only(jail.folder) as connection:
        concerns = change_causes.Concerns(connection, then, vetting_asks_officer=False)
        moved = [(*one, "met", "exception") for one in causes_of]
        found = change_causes.attribute(moved, ["inputs"], concerns, None, None)
        assert {(one.control, one.item): one.cause for one in found} == causes_of


def test_the_commands_say_it_in_words_and_exit_codes(scenario: Scenario, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from reporter.cli import cli

    folder = str(scenario.jail.folder)
    lines = CliRunner().invoke(cli, ["history", "--folder", folder]).output.splitlines()
    told = [one for one in lines if one.startswith(f"{MAY}/")]
    assert lines[1].startswith("    Held too long? ")
    assert told[1].startswith(f"{MAY}/r2  not_demonstrated  3 moved (3 late_record)  ")
    assert told[1].endswith("  the claim moved")
    assert told[5].startswith(f"{MAY}/r6  exceptions        0 moved (1 response)  ")
    path = tmp_path / "request.toml"
    path.write_text(
        '[request]\nid = "il"\nform = "illinois_805_25"\nreceiver = "AG"\naudience = "state"\n'
        'received = 2026-11-03\nanswered = 2026-11-20\nperiod = "2026-05"\nedition = 4\n',
        encoding="utf-8",
    )
    made = CliRunner().invoke(cli, ["packet", str(path), "--folder", folder])
    names = [Path(line).relative_to(scenario.jail.folder).as_posix() for line in made.output.splitlines()]
    files = ["packets/il/answer.md", "packets/il/files/state.html", "packets/il/files/state.pdf"]
    assert (made.exit_code, names) == (0, files)
    missing = CliRunner().invoke(cli, ["run", "--folder", folder])
    assert (missing.exit_code, "Missing option '--period'" in missing.output) == (2, True)
    beyond = CliRunner().invoke(cli, ["run", "--folder", folder, "--period", "2027-03"])
    assert (type(beyond.exception), getattr(beyond.exception, "exit_code", 0)) == (EmptyPeriod, 3)
