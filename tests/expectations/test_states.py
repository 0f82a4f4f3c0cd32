"""Each leg as Great Expectations decides it: it holds, it fails, or there is nothing to test."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from reporter import warehouse
from reporter.audit import expectations, judge_counts, views
from reporter.config import policy
from reporter.config.period import period
from reporter.errors import IntegrityError
from reporter.evidence import verify
from reporter.model import LegResult
from reporter.warehouse import query_files
from tests.support import random_jail
from tests.support.jail import Jail, clean, rows_of

LEGS = [file.id for file in query_files.folder("expectations")]
LIMITS = '\n[limits]\nmax_silence = "10d"\n'


def states(jail: Jail) -> dict[str, str]:
    """Return each leg's state; the verifier must give the same of a pack of these records."""
    jail.ingest()
    chosen = policy.load(jail.folder / "policy.toml")
    with warehouse.open_read_only(jail.folder) as connection, TemporaryDirectory() as made:
        views.build(connection, chosen, period("2026-10"))
        random_jail.export(connection, chosen, "2026-10", Path(made) / "flat")
        warehouse.lock_down(connection)
        decided = expectations.run(connection, chosen, {*jail.logs}, {})
        verified = verify.Pack(Path(made) / "flat").legs()
    found: dict[str, str] = {leg.id: leg.state for leg in decided}
    assert found == verified
    return found


@pytest.fixture
def whole(make_jail: Callable[..., Jail]) -> Jail:
    """A jail with every log that a leg reads, and nothing that contradicts one."""
    return filled(make_jail(LIMITS))


def filled(jail: Jail) -> Jail:
    clean(jail)
    bookings = (jail.folder / "inbox" / "bookings.csv").read_text(encoding="utf-8").splitlines()
    bookings = [bookings[0] + ",recorded_at", *(f"{row},{row.split(',')[3]}" for row in bookings[1:])]
    jail.deliver("bookings", "\n".join(bookings).replace(",", "|"))
    entries = [f"{row.split(',')[0]}|{row.split(',')[3][:10]}|{row.split(',')[7][:10]}" for row in bookings[1:]]
    jail.deliver("daily_record", "booking_id|entered_on|discharged_on\n" + "\n".join(entries))
    jail.deliver("census", "facility_id|counted_at|headcount\nMAIN|2026-10-01 07:00|0\nMAIN|2026-10-31 07:00|0")
    jail.manifest()
    return jail


def add(jail: Jail, log: str, table: str, file: str) -> None:
    """Deliver one more file of a log, with every column that its first file has."""
    columns = (jail.folder / "inbox" / f"{log}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    head, *rows = rows_of(table)
    filled = [[dict(zip(head, row, strict=False)).get(column, "") for column in columns] for row in rows]
    jail.deliver(log, "\n".join("|".join(row) for row in (columns, *filled)), file)


def test_every_leg_holds_in_a_jail_without_a_fault(whole: Jail) -> None:
    assert states(whole) == dict.fromkeys(LEGS, "holds")


def test_every_leg_fails_where_one_row_contradicts_it(whole: Jail) -> None:
    add(
        whole,
        "bookings",
        """
        booking_id|person_id|facility_id|booked_at|commitment|sequence_no|released_at|recorded_at|release_authorized_at
        X1|P1|MAIN|2026-10-01 09:00|civil|99|2026-10-01 12:00|2026-10-05 08:00|2026-10-01 13:00
        X2         | P2        | MAIN        | 2026-10-02 09:00 | civil      | 100         |                  |
        X3         | P3        | MAIN        | 2026-10-02 09:00 | civil      | 101         |                  |
        X3         | P3        | MAIN        | 2026-10-02 09:00 | civil      | 102         |                  |
        X4         | P4        | MAIN        | 2026-09-15 09:00 | civil      | 103         |                  |
        X5         | P5        | MAIN        | 2026-10-02 09:00 | court      | 104         |                  |
        """,
        "bookings_2.csv",
    )
    add(whole, "checks", "check_id|booking_id|result\nX|nobody|clear", "checks_2.csv")
    assert states(whole) == dict.fromkeys(LEGS, "fails") | {"logs_cover_period": "holds"}
    whole.manifest("2026-10-01", "2026-10-30")
    assert states(whole)["logs_cover_period"] == "fails"


def test_a_leg_with_nothing_to_test_never_holds(make_jail: Callable[..., Jail]) -> None:
    jail = make_jail()
    for log, heads in (
        ("bookings", "booking_id|person_id|facility_id|booked_at|commitment|sequence_no|recorded_at"),
        ("checks", "check_id|booking_id|result"),
        ("notifications", "notification_id|booking_id|sent_at"),
        ("daily_record", "booking_id|entered_on"),
        ("census", "facility_id|counted_at|headcount"),
        ("deliveries", "log|file|covers_from|covers_to|rows"),
    ):
        jail.deliver(log, heads)
    assert states(jail) == dict.fromkeys(LEGS, "not_tested")
    jail.deliver("bookings", "booking_id|person_id|facility_id|booked_at|commitment\nB1|P1|MAIN|2026-10-05 08:00|civil")
    jail.deliver("census", "facility_id|counted_at|headcount\nMAIN|2026-10-05 08:00|1")
    tested = {leg for leg, state in states(jail).items() if state != "not_tested"}
    assert tested == {"events_in_order", "fields_complete", "no_duplicates", "stays_do_not_overlap"}


def test_a_leg_whose_log_was_not_delivered_is_not_tested(make_jail: Callable[..., Jail]) -> None:
    jail = make_jail()
    jail.deliver("bookings", "booking_id|person_id|facility_id|booked_at|commitment\nB1|P1|MAIN|2026-10-05 08:00|civil")
    untested = {leg for leg, state in states(jail).items() if state == "not_tested"}
    assert untested == set(LEGS) - {"events_in_order", "fields_complete", "no_duplicates", "stays_do_not_overlap"}


def rewrite(jail: Jail, file: str, old: str, new: str) -> None:
    path = jail.folder / "inbox" / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("checks.csv", "09:30", "09:31"),
        ("deliveries.csv", "checks.csv,2026-10-01,2026-10-31,20", "checks.csv,2026-10-01,2026-10-31,21"),
        (
            "deliveries.csv",
            "checks,checks.csv,2026-10-01,2026-10-31,20,",
            "checks,other.csv,2026-10-01,2026-10-31,20,x",
        ),
    ],
    ids=["another file", "rows differ", "no such file"],
)
def test_a_file_that_is_not_the_one_of_the_manifest_covers_nothing(whole: Jail, file: str, old: str, new: str) -> None:
    rewrite(whole, file, old, new)
    fails = {leg for leg, state in states(whole).items() if state == "fails"}
    assert fails == {"deliveries_match", "logs_cover_period"}


def test_a_digest_finds_its_file_whatever_its_name(whole: Jail) -> None:
    rewrite(whole, "deliveries.csv", "checks,checks.csv,", r"checks,C:\export\screening.csv,")
    assert states(whole) == dict.fromkeys(LEGS, "holds")


def test_an_independent_count_must_be_independent(whole: Jail) -> None:
    """A daily record of the bookings' own file, head counts to the day alone, and facilities with one number each."""
    whole.log_settings["daily_record"] = 'columns = { entered_on = "booked_at", discharged_on = "released_at" }'
    whole.log_settings["census"] = 'precision = "day"'
    daily = whole.folder / "inbox" / "daily_record.csv"
    daily.write_bytes((whole.folder / "inbox" / "bookings.csv").read_bytes())
    days = "".join(f"\nMAIN|2026-10-{day:02d}|1" for day in range(1, 32))
    whole.deliver("census", f"facility_id|counted_at|headcount{days}")
    found = states(whole)
    assert {leg for leg, state in found.items() if state == "not_tested"} == {
        "daily_record_agrees",
        "census_reconciles",
    }


def test_numbers_of_which_no_facility_has_two_show_nothing(whole: Jail) -> None:
    rows = (whole.folder / "inbox" / "bookings.csv").read_text(encoding="utf-8").splitlines()
    rows = [rows[0], *(row.replace("MAIN", f"F{n}") for n, row in enumerate(rows[1:]))]
    whole.deliver("bookings", "\n".join(rows).replace(",", "|"))
    assert states(whole)["booking_numbers_continuous"] == "not_tested"


ELSEWHERE = """
booking_id|person_id|facility_id|booked_at|commitment|sequence_no|released_at|recorded_at
X1|P1|MAIN|2025-10-01 09:00|civil|-9|2025-10-01 12:00|2025-10-05 08:00
X2         | P2        | MAIN        | 2025-10-02 09:00 | civil      | -7         |  2025-10-03 09:00                |
X3         | P3        | MAIN        | 2025-10-02 09:00 | civil      | -6         |  2025-10-03 09:00                |
X3         | P3        | MAIN        | 2025-10-02 09:00 | civil      | -5         |  2025-10-03 09:00                |
X4         | P2        | MAIN        | 2025-10-02 10:00 | civil      | -4         |  2025-10-03 09:00                |
X5         | P5        | MAIN        | 2025-10-02 09:00 | court      | -3         |  2025-10-03 09:00                |
"""


@pytest.mark.parametrize("ends", [True, False])
def test_what_lies_outside_the_time_in_question_takes_no_claim_away(whole: Jail, *, ends: bool) -> None:
    """A year before, every leg is contradicted; a stay that did not end may still concern the period."""
    table = ELSEWHERE if ends else ELSEWHERE.replace("court      | -3         |  2025-10-03 09:00", "court | -3 | ")
    add(whole, "bookings", table, "bookings_2025.csv")
    orphan = "check_id|booking_id|result|completed_at\nX|nobody|clear|2025-10-05 08:00"
    add(whole, "checks", orphan, "checks_2025.csv")
    whole.manifest()
    rewrite(whole, "deliveries.csv", "_2025.csv,2026-10-01,2026-10-31", "_2025.csv,2025-10-01,2025-10-31")
    failing = {leg for leg, state in states(whole).items() if state == "fails"}
    # the number after -3 is given to a booking of the period
    assert failing - {"booking_numbers_continuous", "no_silent_time"} == (set() if ends else {"fields_complete"})


@pytest.mark.parametrize(("covers", "state"), [("2025-10-01", "holds"), ("2026-10-05", "fails"), (None, "fails")])
def test_a_row_without_readable_times_lies_where_its_file_covers(whole: Jail, covers: str | None, state: str) -> None:
    add(whole, "checks", "check_id|booking_id|result|completed_at\nX|B1|clear|at noon", "checks_9.csv")
    path = whole.folder / "inbox" / "deliveries.csv"
    line = f"checks,checks_9.csv,{covers},{covers},1,\n" if covers else ""
    path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
    assert states(whole)["fields_complete"] == state


def test_a_deferred_module_is_imported_when_something_of_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("colorsys", "xml.dom.pulldom"):
        monkeypatch.delitem(sys.modules, module, raising=False)
        judge_counts._defer_import(module)
    import colorsys
    from xml.dom import pulldom

    assert not {"rgb_to_hsv", "parse"} & {*vars(colorsys), *vars(pulldom)}
    assert colorsys.rgb_to_hsv(1, 1, 1) == (0, 0, 1)
    assert pulldom.parse is sys.modules["xml.dom.pulldom"].parse
    assert "rgb_to_hsv" in vars(sys.modules["colorsys"])


Legs = Callable[[], list[LegResult]]


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Legs]:
    """Take a whole jail in and build its views once; what is called then asks the judge of its legs."""
    jail = filled(Jail(tmp_path_factory.mktemp("judged") / "jail", LIMITS))
    jail.ingest()
    chosen = policy.load(jail.folder / "policy.toml")
    with warehouse.open_read_only(jail.folder) as connection:
        views.build(connection, chosen, period("2026-10"))
        warehouse.lock_down(connection)
        yield lambda: expectations.run(connection, chosen, {*jail.logs}, {})


def test_the_same_legs_hold_by_a_judge_that_can_be_trusted(counted: Legs) -> None:
    assert {leg.id: leg.state for leg in counted()} == dict.fromkeys(LEGS, "holds")


class _Liar:
    """Judges as it was told to."""

    def __init__(self, told: Callable[[dict[str, int]], dict[str, tuple[bool, int | None]]]) -> None:
        self.ask = told


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (lambda counts: {one: (True, n) for one, n in counts.items()}, "does not see the rows that are there"),
        (lambda counts: {one: (False, n) for one, n in counts.items()}, "and the count of .* disagree"),
        (lambda counts: {one: (n == 0, n or None) for one, n in counts.items()}, "could not judge judged_"),
        (lambda counts: {one: (n == 0, 2 * n) for one, n in counts.items()}, "could not judge canary"),
        (lambda counts: {"canary": (False, counts["canary"])}, "could not judge judged_"),
        (lambda counts: {}, "could not judge canary"),
    ],
    ids=["all hold", "none holds", "no count seen", "another count seen", "legs left out", "nothing said"],
)
def test_a_judge_that_cannot_be_trusted_stops_the_run(
    counted: Legs, monkeypatch: pytest.MonkeyPatch, told: Callable[..., dict[str, tuple[bool, int | None]]], words: str
) -> None:
    monkeypatch.setattr(expectations, "judge", _Liar(told))
    with pytest.raises(IntegrityError, match=words):
        counted()


@pytest.mark.parametrize(
    ("made", "state"),
    [
        ("2026-11-01 06:00", "holds"),
        ("2026-10-31", "holds"),
        ("2026-10-31 12:00", "fails"),
        ("2026-10-25", "fails"),
        ("2026-09-30", "fails"),
    ],
)
def test_no_file_covers_the_time_after_it_was_made(jail: Jail, made: str, state: str) -> None:
    clean(jail, stays=3)
    lines = (jail.folder / "inbox" / "deliveries.csv").read_text(encoding="utf-8").splitlines()
    told = [f"{line}|{made if number else 'exported_at'}" for number, line in enumerate(lines)]
    jail.deliver("deliveries", "\n".join(told).replace(",", "|"))
    if made < "2026-10-03":
        jail.deliver("bookings", "booking_id|person_id|facility_id|booked_at|commitment|sequence_no|released_at")
        jail.deliver("checks", "check_id|booking_id|result|completed_at")
        jail.deliver("notifications", "notification_id|booking_id|sent_at|check_id")
        text = (jail.folder / "inbox" / "deliveries.csv").read_text(encoding="utf-8").splitlines()
        cells = [line.split(",") for line in text]
        told = ["|".join([*row[:4], "0" if number else row[4], *row[6:]]) for number, row in enumerate(cells)]
        jail.deliver("deliveries", "\n".join(told))
    assert states(jail)["logs_cover_period"] == state


def test_two_rows_of_one_id_disagree_on_all_the_time_of_either(jail: Jail) -> None:
    clean(jail)
    jail.deliver(
        "authorizations",
        "officer_id|authorized_from|authorized_to\nO1|2020-01-01|\nO1|2020-01-01|2021-12-31",
    )
    assert states(jail)["no_duplicates"] == "fails"
    jail.deliver(
        "authorizations",
        "officer_id|authorized_from|authorized_to\nO1|2020-01-01|2022-12-31\nO1|2020-01-01|2021-12-31",
    )
    jail.deliver("authorizations", "officer_id|authorized_from|authorized_to\nO1|2023-01-01|", "authorizations_2.csv")
    assert states(jail)["no_duplicates"] == "holds"  # both ended long before
