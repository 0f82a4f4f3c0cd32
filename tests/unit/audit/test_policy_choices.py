"""Every choice of the policy that could move the answer stands in the edition, with what the default would give."""

import csv
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from openpyxl import load_workbook

from reporter.audit import audit_json
from reporter.config.period import period
from reporter.evidence import verify_pack
from reporter.model import Audit
from reporter.report import choices
from reporter.workflows import reproduce, run
from tests.support.choices import listed
from tests.support.jail import Jail, clean, quiet

OCTOBER = period("2026-10")
FINAL = 'final_results = ["clear", "wanted", "no_record", "undetermined", "pending"]'
WEAK = f"""
[vetting]
{FINAL}

[scope]
not_released = ["transfer", "to_other_agency", "death", "escape", "dismissed"]

[limits]
release_within = "3650d"

[systems.jms]
clock_error = "90s"
"""


def made(folder: Path, extra: str = "", **settings: str) -> Jail:
    jail = clean(Jail(folder, extra))
    jail.log_settings.update(settings)
    jail.write_policy()
    return jail


def rewritten(jail: Jail, log: str, start: str, cells: dict[int, str]) -> None:
    """Change some cells of the line that starts so, and the manifest with it."""
    path = jail.folder / "inbox" / f"{log}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    for at, line in enumerate(lines):
        if line.startswith(start):
            parts = line.split(",")
            for place, text in cells.items():
                parts[place] = text
            lines[at] = ",".join(parts)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    jail.manifest()


def place_of(jail: Jail, log: str, column: str) -> int:
    header = (jail.folder / "inbox" / f"{log}.csv").read_text(encoding="utf-8").splitlines()[0]
    return header.split(",").index(column)


def filed(jail: Jail) -> tuple[Path, dict[str, dict[str, Any]]]:
    edition = run.run(jail.folder, OCTOBER, quiet)
    audit = audit_json.read_json(edition.path / "audit.json")
    return edition.path, {one["setting"]: one for one in audit["choices"]}


def test_a_policy_of_defaults_has_no_choice_that_weakens(tmp_path: Path) -> None:
    path, found = filed(made(tmp_path / "jail"))
    assert not any(one["weakens"] for one in found.values())
    assert "No choice of the policy weakens this answer." in (path / "board.html").read_text(encoding="utf-8")


def test_choices_that_weaken_stand_on_the_first_page_with_what_the_default_gives(tmp_path: Path) -> None:
    jail = made(tmp_path / "jail", WEAK, **dict.fromkeys(("bookings", "checks", "notifications"), 'system = "jms"'))
    rewritten(jail, "checks", "C7,", {place_of(jail, "checks", "result"): "pending"})
    path, found = filed(jail)
    final = found["vetting.final_results"]
    assert (final["weakens"], final["rows"], final["with_default"]["exception"]) == (True, 1, 1)
    assert final["with_default"]["state"] == "exceptions"
    assert final["default"] == ["clear", "wanted", "no_record", "undetermined"]
    assert (found["limits.release_within"]["value"], found["limits.release_within"]["default"]) == ("3650d", "4h")
    assert (found["systems.jms.clock_error"]["note"], found["systems.jms.clock_error"]["weakens"]) == (
        "applied_nowhere",
        False,
    )
    weak = sum(one["weakens"] for one in found.values())
    words = "1 choice of the policy weakens" if weak == 1 else f"{weak} choices of the policy weaken"
    for page in ("board.html", "state.html"):
        text = (path / page).read_text(encoding="utf-8")
        assert f"{words} this answer." in text
        assert "1 exception, 0 undetermined" in text
        assert "Which results count as vetted" in text
    rows = [row[1].value for row in load_workbook(path / "findings.xlsx")["Choices"].iter_rows(min_row=2)]
    assert set(found) <= {*rows}


SLOW = """
[limits]
record_within = "{record}"
max_silence = "{silence}"

[claim]
requires = ["fields_complete", "no_duplicates", "links_resolve", "logs_cover_period", "recorded_promptly"]
"""


@pytest.mark.parametrize(
    ("limit", "late", "silent", "state", "then"),
    [
        ("72h", ("fails", 3, True), ("fails", 3, True), "demonstrated", "not_demonstrated"),
        ("29h", ("finds_more", 2, True), ("fails", 3, True), "not_demonstrated", "not_demonstrated"),
        ("1h", ("finds_no_more", 0, False), ("fails", 3, True), "not_demonstrated", "not_demonstrated"),
    ],
    ids=["only the longer limit lets it hold", "it finds more", "the limit is shorter than the usual one"],
)
def test_a_limit_of_a_test_of_the_records_is_counted_again(
    tmp_path: Path, limit: str, late: tuple[str, int, bool], silent: tuple[str, int, bool], state: str, then: str
) -> None:
    """Three bookings are written down 26, 28 and 30 hours later; notices, every fifth day, are silent three times."""
    claim, by_setting = listed(slowly_written(tmp_path / "jail", limit))
    assert claim.state == state
    found = {one.setting: one for one in by_setting}
    both = found["limits.record_within"], found["limits.max_silence"]
    assert [(one.note, one.rows, one.weakens) for one in both] == [late, silent]
    assert both[0].with_default == {"exception": 0, "undetermined": 0, "state": then}
    weak = sum(one.weakens for one in by_setting)
    words = choices.headline(cast("Audit", SimpleNamespace(choices=by_setting)))
    assert (
        f"{'1 choice of the policy weakens' if weak == 1 else '2 choices of the policy weaken'} this answer." in words
    )


def slowly_written(folder: Path, limit: str) -> Jail:
    jail = made(folder, SLOW.format(record=limit, silence="1000d"))
    path = jail.folder / "inbox" / "bookings.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    put = {7: "2026-10-08 10:00", 8: "2026-10-09 12:00", 9: "2026-10-10 14:00"}
    written = [f"{row},{put.get(at, '')}" for at, row in enumerate(rows, 1)]
    path.write_text("\n".join([f"{head},recorded_at", *written]) + "\n", encoding="utf-8")
    jail.manifest()
    return jail


def test_a_limit_that_was_counted_again_stands_on_the_page_and_is_found_again_from_the_pack(tmp_path: Path) -> None:
    edition, _ = filed(slowly_written(tmp_path / "jail", "72h"))
    page = (edition / "board.html").read_text(encoding="utf-8")
    assert "2 choices of the policy weaken this answer." in page
    assert "The test of the records that has this limit would" in page
    assert verify_pack.verify(edition / "pack", verify_pack.Asked(), quiet).differences == []


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Jail:
    """File an edition of a jail whose policy has several choices that do not touch one another."""
    extra = '\n[controls.suspended]\nnot_held_too_long = "under review"\n\n[inbox]\nignore = ["letter*"]\n'
    codes = 'values.result = { "PND" = "clear", "NEVER" = "pending" }'
    jail = made(tmp_path_factory.mktemp("many") / "jail", extra, checks=codes)
    rewritten(jail, "checks", "C7,", {place_of(jail, "checks", "result"): "PND"})
    rewritten(jail, "checks", "C8,", {place_of(jail, "checks", "officer_id"): "NULL"})
    rows = [f"N{n + 90}|B{n}|2026-10-{n:02d} 09:35|C{n}|{'copy' if n < 5 else f'Ann White {n}'}" for n in range(1, 8)]
    jail.deliver("notifications", "\n".join(["notification_id|booking_id|sent_at|check_id|kind", *rows]))
    jail.log_settings["notifications"] = 'only = { kind = ["own"] }'
    jail.manifest()
    jail.write_policy()
    (jail.folder / "inbox" / "letter of Mrs White.pdf").write_text("x", encoding="utf-8")
    run.run(jail.folder, OCTOBER, quiet)
    return jail


@pytest.fixture(scope="module")
def path(many: Jail) -> Path:
    return many.folder / "reports" / "2026-10" / "r1"


def told(path: Path, setting: str) -> list[dict[str, Any]]:
    return [one for one in audit_json.read_json(path / "audit.json")["choices"] if one["setting"].endswith(setting)]


def test_a_code_map_says_how_many_rows_each_code_stands_in(path: Path) -> None:
    codes = [(one["value"], one["rows"]) for one in told(path, "values.result")]
    assert codes == [({"PND": "clear"}, 1), ({"NEVER": "pending"}, 0)]
    assert "PND\u00a0=\u00a0clear\u00a0(1)" in (path / "board.html").read_text(encoding="utf-8")


def test_a_suspended_control_and_an_ignored_file_are_choices(path: Path) -> None:
    assert [(one["value"], one["rows"]) for one in told(path, "inbox.ignore")] == [(["letter*"], 1)]
    (suspended,) = told(path, "controls.suspended.not_held_too_long")
    assert (suspended["value"], suspended["weakens"], suspended["control"]) == (
        "under review",
        True,
        "not_held_too_long",
    )
    assert "letter" not in (path / "board.html").read_text(encoding="utf-8").partition("choices-title")[2][:4000]


def test_a_file_left_aside_without_which_the_claim_would_stand_no_more_weakens_the_answer(tmp_path: Path) -> None:
    jail = made(tmp_path / "jail", '\n[inbox]\nignore = ["late_*"]\n')
    (jail.folder / "inbox" / "late_stays.csv").write_text("booking_id\nB99\n", encoding="utf-8")
    path, found = filed(jail)
    one = found["inbox.ignore"]
    assert (one["weakens"], one["with_default"]["state"]) == (True, "not_demonstrated")
    assert "1 choice of the policy weakens this answer." in (path / "board.html").read_text(encoding="utf-8")


def test_a_word_for_nothing_as_an_officer_is_told(path: Path) -> None:
    board = (path / "board.html").read_text(encoding="utf-8")
    assert "1 check names a word such as NULL or N/A as the officer." in board


def test_a_rare_value_that_is_left_out_is_counted_and_not_named(path: Path) -> None:
    left_out = [(one["value"], one["rows"]) for one in told(path, "logs.notifications.only.kind")]
    assert left_out == [({"left out": "copy"}, 4), ({"left out": "3 other values"}, 3)]
    assert "White" not in (path / "audit.json").read_text(encoding="utf-8")


def test_an_edition_of_many_choices_is_made_again(many: Jail) -> None:
    assert "byte for byte" in reproduce.as_filed(many.folder, "2026-10/r1", quiet)


def test_a_corrected_and_a_voided_record_are_told_with_the_counts_as_they_came(tmp_path: Path) -> None:
    jail = made(tmp_path / "jail")
    path = jail.folder / "inbox" / "bookings.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    text = [f"{line},{'void' if not at else 'true' if line.startswith('B7,') else ''}" for at, line in enumerate(lines)]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    checks = jail.folder / "inbox" / "checks.csv"
    kept = [line for line in checks.read_text(encoding="utf-8").splitlines() if not line.startswith("C7,")]
    checks.write_text("\n".join(kept) + "\n", encoding="utf-8")
    late = "check_id|booking_id|result|requested_at|completed_at|officer_id\nC8|B8|clear||2026-10-08 09:30|"
    rewritten(jail, "checks", "C8,", {place_of(jail, "checks", "completed_at"): "2026-10-25 09:30"})
    jail.deliver("checks", late, "checks_late.csv")
    jail.manifest()
    path, found = filed(jail)
    board = (path / "board.html").read_text(encoding="utf-8")
    for story, words in (("corrections", "Records corrected by later ones"), ("void", "Voided booking rows")):
        one = found[story]
        assert (one["value"], one["weakens"], one["with_default"]["exception"]) == (1, True, 1), story
        assert words in board
    assert "byte for byte" in reproduce.as_filed(jail.folder, "2026-10/r1", quiet)
    assert verify_pack.verify(path / "pack", verify_pack.Asked(), quiet).differences == []


@pytest.mark.parametrize(("filled", "weakens"), [("result", True), ("completed_at", True), ("booking_id", False)])
def test_what_is_filled_down_weakens_the_answer_where_its_blank_cells_mean_something(
    filled: str, weakens: bool, tmp_path: Path
) -> None:
    jail = made(tmp_path / "jail", checks=f'fill_down = ["{filled.upper()}"]')
    rewritten(jail, "checks", "C7,", {place_of(jail, "checks", filled): ""})
    _, found = listed(jail)
    (one,) = [one for one in found if one.setting == "logs.checks.fill_down"]
    assert (one.value, one.weakens, one.rows) == ([filled.upper()], weakens, 1)
    words = (
        "1 choice of the policy weakens this answer."
        if weakens
        else "No choice of the policy weakens this answer, of those decided again. "
        "Not decided again: cells filled from the row above."
    )
    judged = SimpleNamespace(id="vetted_before_release", was_run=True)
    assert words in choices.headline(cast("Audit", SimpleNamespace(choices=found, controls=[judged])))


UNDECIDED = {  # by setting of a log: what the policy says there, and how many rows it touches
    "logs.bookings.only.kind": ({"left out": "copy"}, 3),
    "logs.bookings.footer": ("1 beginnings", 1),
    "logs.bookings.columns.released_at": ("paper_done", 20),
    "logs.bookings.precision": ("hour", 20),
    "logs.bookings.empty": ({"release_reason": ["bail"]}, 2),
}
KINDS = (
    "Not decided again: rows left out, rows set aside, columns of another name, precision, texts that mean nothing on "
    "record."
)


def test_what_was_not_decided_again_is_named_on_the_first_page_and_stands_on_the_board(tmp_path: Path) -> None:
    jail = made(
        tmp_path / "jail",
        bookings='only = { kind = ["own"] }\nfooter = ["Total"]\nprecision = "hour"\n'
        'columns = { released_at = "paper_done" }\nempty.release_reason = ["bail"]',
    )
    path = jail.folder / "inbox" / "bookings.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    at, why = place_of(jail, "bookings", "released_at"), place_of(jail, "bookings", "release_reason")
    lines = [f"{head},kind,paper_done"]
    for number, row in enumerate([*rows, *rows[:3]]):
        cells = row.split(",")
        cells[why] = "bail" if number < 2 else "dismissed"
        lines.append(",".join([*cells, "copy" if number >= len(rows) else "own", cells[at]]))
    path.write_text("\n".join([*lines, "Total 23"]) + "\n", encoding="utf-8")
    edition, found = filed(jail)
    assert {one: (found[one]["value"], found[one]["rows"]) for one in found if one.startswith("logs.")} == UNDECIDED
    page = (edition / "board.html").read_text(encoding="utf-8")
    assert f"No choice of the policy weakens this answer, of those decided again. {KINDS}" in page
    assert "No choice of the policy weakens this answer." not in page
    table = page.partition("choices-title")[2]
    assert "left out = " not in table
    for words in ("1 value", "bookings.released_at = paper_done (20)", "1 beginnings"):
        assert words in table.replace("\u00a0", " ")
    assert verify_pack.verify(edition / "pack", verify_pack.Asked(), quiet).differences == []


@pytest.mark.parametrize(
    ("years", "rows"),
    [("[1890, 2100]", 1), ("[2010, 2100]", 3), ("[1990, 2150]", 0)],
    ids=["earlier", "fewer", "later"],
)
def test_the_years_that_a_time_may_lie_in_touch_the_rows_outside_them(years: str, rows: int, tmp_path: Path) -> None:
    jail = made(tmp_path / "jail", f"\n[reading]\nyears = {years}\n")
    column = place_of(jail, "bookings", "booked_at")
    for number, year in ((3, 1950), (4, 2001), (5, 2001)):
        rewritten(jail, "bookings", f"B{number},", {column: f"{year}-10-0{number} 08:00"})
    _, found = listed(jail)
    (one,) = [one for one in found if one.setting == "reading.years"]
    assert (one.rows, one.note) == (rows, "not_decided")


@pytest.mark.parametrize(
    ("column", "settings", "value"),
    [
        ("officer_id", "", "DOE-JANE"),
        ("OFFICER", '\ncolumns = { officer_id = "OFFICER" }', "DOE-JANE"),
        ("Officer", '\ncolumns = { officer_id = "OFFICER" }', "DOE-JANE"),
        ("Clerk", "", "ROE"),
        ("Mark", "", "Roe, Jane"),
    ],
)
def test_a_value_that_may_name_a_person_is_counted_and_not_told(
    column: str, settings: str, value: str, tmp_path: Path
) -> None:
    jail = made(tmp_path / "jail", checks=f'only = {{ {column} = ["O1"] }}{settings}')
    path = jail.folder / "inbox" / "checks.csv"
    head, *rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    header = column.upper() if "OFFICER" in settings else column
    if "officer_id" in head:
        at = head.index("officer_id")
        head, *rows = ([cell for n, cell in enumerate(row) if n != at] for row in (head, *rows))
    text = [[*head, header], *([*row, value if n < 5 else "O1"] for n, row in enumerate(rows))]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(text)
    jail.manifest()
    edition, found = filed(jail)
    (one,) = [one for key, one in found.items() if ".only." in key]
    assert (one["value"], one["rows"]) == ({"left out": "1 other value"}, 5)
    for name in ("board.html", "state.html", "public.html", "audit.json"):
        assert value not in (edition / name).read_text(encoding="utf-8")


HIDES = """
[vetting]
final_results = ["clear", "wanted", "no_record", "undetermined", "pending"]

[scope]
commitments = ["criminal_court", "arrest"]
not_released = ["transfer", "to_other_agency", "death", "escape", "bail"]
"""


def test_what_a_setting_hides_with_another_or_of_another_answer_weakens_the_answer(tmp_path: Path) -> None:
    """Stay 3 counts as vetted by a pending check, and by its reason as no release: either alone hides it."""
    jail = made(tmp_path / "jail", HIDES)
    rewritten(jail, "checks", "C3,", {place_of(jail, "checks", "result"): "pending"})
    for number in (3, 9):
        column = place_of(jail, "bookings", "release_reason")
        rewritten(jail, "bookings", f"B{number},", {column: "bail"})
    for number in {*range(1, 21)} - {3, 9}:
        rewritten(jail, "bookings", f"B{number},", {place_of(jail, "bookings", "release_reason"): "recognizance"})
    rewritten(jail, "bookings", "B9,", {place_of(jail, "bookings", "released_at"): "2026-10-09 23:05"})
    rewritten(jail, "bookings", "B12,", {place_of(jail, "bookings", "commitment"): "arrest"})
    path, _ = filed(jail)
    audit = audit_json.read_json(path / "audit.json")
    told = [
        (one["setting"], one["control"], one["weakens"], one["with_default"]["exception"])
        for one in audit["choices"]
        if one["setting"].partition(".")[0] in ("vetting", "scope", "together")
    ]
    assert sorted(told) == [
        ("scope.commitments", "check_in_scope", True, 1),
        ("scope.commitments", "vetted_before_release", False, 0),
        ("scope.not_released", "not_held_too_long", True, 0),
        ("scope.not_released", "vetted_before_release", False, 0),
        ("together", "vetted_before_release", True, 1),
        ("vetting.final_results", "vetted_before_release", False, 0),
    ]
    page = (path / "board.html").read_text(encoding="utf-8")
    assert "3 choices of the policy weaken this answer." in page
    assert "Which results count as vetted; Who is to be vetted; Ends of custody that are no release" in page
    assert "3 choices of the policy weaken this answer." in (path / "pack" / "README.txt").read_text(encoding="utf-8")
    assert "officer_authorized: No authorizations log" in (path / "pack" / "README.txt").read_text(encoding="utf-8")
    assert verify_pack.verify(path / "pack", verify_pack.Asked(), quiet).differences == []
