"""Small exports that are bad in one way each, with the end that is right: an exit code, and the reasons of quarantine.

Each is the county of `County`: twenty stays of October. Where it is `late`, the check of B007 came two hours after its
release, so an end with exit code 0 would be a false all-clear; else every stay was vetted, and 1 a false accusation.
"""

import gzip
import io
import json
from collections.abc import Callable
from typing import NamedTuple

from openpyxl import Workbook

from tests.support.small_county import County, Rows, as_csv


class BadExport(NamedTuple):
    """What a case makes of the county, the exit codes that are right, and the reasons of what is set aside."""

    make: Callable[[], County]
    codes: tuple[int, ...]
    reasons: tuple[str, ...] = ()


# Texts of one cell, none of which may be read as what it is not: (log, column, text, its reason of quarantine)
CELLS = (
    ("checks", "completed_at", "2026-W41-3T09:30", "unreadable_time:completed_at"),
    ("checks", "completed_at", "2026-280 09:30", "unreadable_time:completed_at"),
    ("checks", "completed_at", "20261007T0930", "unreadable_time:completed_at"),
    ("checks", "completed_at", "2026-10-07 09:30-25:00", "unreadable_time:completed_at"),
    ("checks", "completed_at", "2026-10-07 09:30-04:75", "unreadable_time:completed_at"),
    ("checks", "completed_at", "2026-10-07 09:30?", "unreadable_time:completed_at"),
    ("checks", "completed_at", "~2026-10-07 09:30", "unreadable_time:completed_at"),
    ("checks", "completed_at", "2026-10-07 09:30 / 2026-10-07 16:05", "unreadable_time:completed_at"),
    ("checks", "completed_at", "2026-10-07\n09:30", "unreadable_time:completed_at"),
    ("checks", "completed_at", "#REF!", "unreadable_time:completed_at"),
    ("checks", "result", "clear/wanted", "unknown_code:result"),
    ("checks", "result", "", "missing:result"),
    ("bookings", "released_at", "14:05", "unreadable_time:released_at"),
    ("bookings", "released_at", "IN CUSTODY", "unreadable_time:released_at"),
    ("bookings", "released_at", "9999-12-31 00:00", "year_out_of_range:released_at"),
    ("bookings", "released_at", "2099-12-31 00:00", "in_the_future"),
    ("bookings", "commitment", "Criminal_Court", "unknown_code:commitment"),
    ("bookings", "sequence_no", "1,007", "not_a_number:sequence_no"),
    ("bookings", "sequence_no", "7.0", "not_a_number:sequence_no"),
)  # fmt: skip


def cells() -> tuple[County, dict[str, list[str]]]:
    """Return a county with each of CELLS in a row of its own, and by log the reasons in the order of the rows."""
    county, reasons = County(), dict[str, list[str]]()
    for place, (log, column, text, reason) in enumerate(CELLS, 1):
        county.cell(log, f"{'B' if log == 'bookings' else 'C'}{place:03}", column, text)
        reasons.setdefault(log, []).append(reason)
    return county, reasons


def _split(log: str, name: str, change: Callable[[list[str]], str | bytes], *, late: bool = True) -> County:
    """Deliver a log's CSV with its lines (each with its end) changed."""
    county = County(late=late)
    return county.put(log, name, change(as_csv(county.tables[log]).splitlines(keepends=True)))


def as_json(log: str, change: Callable[[list[dict[str, object]]], object], *, late: bool = True) -> County:
    county = County(late=late)
    rows = county.records(log)
    change(rows)
    return county.put(log, f"{log}.json", json.dumps(rows))


# How the number of a check's stay or of a stay is written in JSON in place of its text.
LIST = '["{0}", "B008"]'
HALF, TWICE = '"{0}\\ud800"', '"{0}", "booking_id": "B907"'


def _json_with(log: str, change: Callable[[list[dict[str, object]]], object], numbers: dict[str, str]) -> County:
    """Deliver a log as JSON with its rows changed, and the numbers of these stays written in another way."""
    county = as_json(log, change)
    name, (_, content, rows) = next(iter(county.files.items()))
    text = content.decode()
    for stay, written in numbers.items():
        text = text.replace(f'"booking_id": "{stay}"', f'"booking_id": {written.format(stay)}')
    return county.put(log, name, text, rows)


def _no_releases(rows: list[dict[str, object]]) -> None:
    rows[6]["released_at"] = False
    rows[7]["released_at"] = ["2026-10-08 14:05"]
    rows[8]["Released_At"] = rows[8].pop("released_at")
    rows[9]["release_time"] = rows[9].pop("released_at")


def _no_checks(rows: list[dict[str, object]]) -> None:
    rows[6]["completed_at"] = 1791380000000
    rows[7]["bookingId"] = rows[7].pop("booking_id")


def _events(change: Callable[[Rows], object]) -> County:
    """Deliver the bookings as one row an event."""
    county, rows = County(late=True), [["No", "Pid", "By", "Seq", "What", "At"]]
    for row in county.tables["bookings"][1:]:
        who = [row[0], row[1], row[4], row[5]]
        rows += [[*who, "BOOKED", row[3]], [*who, "ORDERED", row[6]], [*who, "RELEASED", row[7]]]
    change(rows)
    county.settings["bookings"] = """
columns = { booking_id = "No", person_id = "Pid", commitment = "By", sequence_no = "Seq" }
constants = { facility_id = "MAIN" }
[logs.bookings.events]
event = "What"
time = "At"
fills = { BOOKED = "booked_at", ORDERED = "release_authorized_at", RELEASED = "released_at" }"""
    return county.put("bookings", "bookings.csv", as_csv(rows), 60)


def _no_events(rows: Rows) -> None:
    rows[21][4] = "Released"
    rows[24][5] = ""
    rows[27][0] = "b009"


def _joined(change: Callable[[Rows], object]) -> County:
    """Deliver the releases in a second file."""
    county = County(late=True)
    rows = [["Bk", "Out"], *([row[0], row[7]] for row in county.tables["bookings"][1:])]
    change(rows)
    county.settings["bookings"] = """files = "bookings*"
[[logs.bookings.joined]]
files = "out*"
on = ["booking_id"]
columns = { booking_id = "Bk", released_at = "Out" }"""
    bookings = [row[:7] for row in county.tables["bookings"]]
    return county.put("bookings", "bookings.csv", as_csv(bookings)).put("bookings", "out.csv", as_csv(rows))


def _widths(change: Callable[[list[str]], object]) -> County:
    """Deliver the bookings in columns of fixed width."""
    county, at, said = County(late=True), 1, []
    wide = (8, 8, 8, 18, 16, 6, 18, 18, 12)
    lines = ["".join(cell.ljust(n) for cell, n in zip(row, wide, strict=True)) for row in county.tables["bookings"][1:]]
    for name, n in zip(county.tables["bookings"][0], wide, strict=True):
        said.append(f"{name} = [{at}, {at + n - 1}]")
        at += n
    change(lines)
    county.settings["bookings"] = f'header = "none"\nwidths = {{ {", ".join(said)} }}'
    return county.put("bookings", "bookings.txt", "\n".join(lines) + "\n")


def _misplaced(lines: list[str]) -> None:
    lines[6] = lines[6][:82] + " " * 18 + lines[6][82:]
    lines[7] = lines[7][:84]
    lines[8] = lines[8][:82].rstrip() + "\n" + lines[8][82:]


def _book(*releases: tuple[str, object]) -> County:
    """Deliver the bookings as a workbook, with these formats and values in the releases of B007 and those below."""
    county, book = County(late=True), Workbook()
    sheet = book.active
    assert sheet is not None
    for row in county.tables["bookings"]:
        sheet.append(row)
    for row, (form, value) in enumerate(releases, 8):
        cell = sheet[f"H{row}"]
        cell.value = value
        cell.number_format = form
    out = io.BytesIO()
    book.save(out)
    return county.put("bookings", "bookings.xlsx", out.getvalue())


def _clocks(*texts: str) -> County:
    """Write the times with AM and PM, and some of them, from C007 on, in another way."""
    county = County(late=True, form="%m/%d/%Y %I:%M %p")
    for n, text in enumerate(texts, 7):
        county.cell("checks", f"C{n:03}", "completed_at", text)
    return county


def _set(rows: Rows, place: int, column: int, text: str) -> None:
    rows[place][column] = text


CLOCK = "unreadable_time:completed_at"
NAME = "under_another_name:released_at"
OUT = "unreadable_time:released_at"
BAD_EXPORTS: dict[str, BadExport] = {
    "nothing bad": BadExport(County, (0,)),
    "nothing bad, and a release before vetting": BadExport(lambda: County(late=True), (1,)),
    "UTF-16 without its mark": BadExport(
        lambda: _split("checks", "checks.csv", lambda lines: "".join(lines).encode("utf-16-le")), (1, 4)
    ),
    "a line that names the separator": BadExport(
        lambda: _split("bookings", "bookings.csv", lambda lines: "sep=;\n" + "".join(lines).replace(",", ";")), (1, 4)
    ),
    "cut off in the last row": BadExport(
        lambda: _split("checks", "checks.csv", lambda lines: "".join(lines)[:-14]), (1,), ("too_few_fields",)
    ),
    "a header in mid-file with columns in another order": BadExport(
        lambda: _split("checks", "checks.csv", lambda lines: "".join(
            [*lines[:6], "check_id,booking_id,result,completed_at,requested_at,officer_id\n", *lines[6:]])), (3,)
    ),
    "a row wrapped over two lines": BadExport(
        lambda: _split("bookings", "bookings.csv", lambda lines: "".join(lines).replace(
            "2026-10-07 13:00,", "2026-10-07 13:00\n,")), (3,), ("too_few_fields", "too_few_fields")
    ),
    "one name twice": BadExport(lambda: County(late=True).column("bookings", "released_at"), (4,)),
    "one name twice in other signs": BadExport(
        lambda: County(late=True).column("bookings", "Released At").cell("bookings", "B007", "released_at", "")
        .cell("bookings", "B007", "Released At", "2026-10-07 14:05"), (3,), (NAME,)
    ),
    "no bytes": BadExport(lambda: County().put("checks", "checks.csv", b""), (4,)),
    "blank lines alone": BadExport(lambda: County().put("checks", "checks.csv", b"\n\n \n"), (4,)),
    "a compressed file that breaks off": BadExport(
        lambda: _split("checks", "checks.csv.gz", lambda lines: gzip.compress("".join(lines).encode())[:-20]), (4,)
    ),
    "a compressed file in two parts": BadExport(
        lambda: _split("checks", "checks.csv.gz", lambda lines: gzip.compress("".join(lines[:8]).encode())
                       + gzip.compress("".join(lines[8:]).encode())), (1,)
    ),
    "a web page as a table": BadExport(lambda: County().put("checks", "checks.xls", "<html><table></table>"), (4,)),
    "16 o'clock with PM, 0 o'clock with AM, AM and PM": BadExport(
        lambda: _clocks("10/07/2026 16:05 PM", "10/08/2026 00:30 AM", "10/09/2026 09:30 PM AM"), (3,), (CLOCK,) * 3
    ),
    "p.m.": BadExport(lambda: _clocks("10/07/2026 4:05 p.m."), (1, 3), (CLOCK,)),
    "JSON in two arrays": BadExport(lambda: County().put("checks", "checks.json", "[{}][{}]"), (4,)),
    "JSON, releases that are false or a list, and under other keys; stays with half a character, or that are two": (
        BadExport(
            lambda: _json_with("bookings", _no_releases, {"B012": HALF, "B013": TWICE}),
            (3,), (OUT, "not_text", NAME, NAME, "not_text", "duplicate_key")
        )
    ),
    "JSON, a check in milliseconds, one of a stay under another key, and of a list, half a character, two": (
        BadExport(
            lambda: _json_with("checks", _no_checks, {"B010": LIST, "B011": HALF, "B012": TWICE}),
            (3,), (CLOCK, "under_another_name:booking_id", "not_text", "not_text", "duplicate_key")
        )
    ),
    "events, releases in other case, without their time, and of an id in other case": BadExport(
        lambda: _events(_no_events), (3,), ("nearly_named", "missing:released_at", "missing:booked_at")
    ),
    "only asks for a value that one row has in other case": BadExport(
        lambda: _only("b"), (3,), ("nearly_named",)
    ),
    "only asks for a value that one row has with spaces": BadExport(lambda: _only(" B "), (1,)),
    "joined, an id that lost its zeros": BadExport(lambda: _joined(lambda rows: _set(rows, 7, 0, "B7")), (3,)),
    "joined, a row missing": BadExport(lambda: _joined(lambda rows: rows.pop(7)), (3,)),
    "joined, two rows that disagree": BadExport(
        lambda: _joined(lambda rows: rows.insert(8, ["B007", "2026-10-07 19:05"])), (3,), ("conflicting_rows",) * 2
    ),
    "joined, another header": BadExport(lambda: _joined(lambda rows: _set(rows, 0, 1, "Gone")), (4,)),
    "widths, rows moved by the width of their release, cut off in it, and wrapped": BadExport(
        lambda: _widths(_misplaced), (3,), ("cut_through", OUT, "missing:booked_at")
    ),
    "a workbook, a clock without a day, hours that passed, a day in other order as text, yes": BadExport(
        lambda: _book(("hh:mm", 0.5868), ("[h]:mm", 46302.5868), ("General", "10/7/2026 14:05"), ("General", True)),
        (3,), (OUT,) * 4
    ),
    "a later row of which the release cannot be read": BadExport(
        lambda: _later("bookings", ["B007", "P007", "MAIN", "2026-10-07 08:00", "criminal_court", "7", "", "?", ""]),
        (3,), (OUT,)
    ),
    "a later check that cannot be read": BadExport(
        lambda: _later("checks", ["C007", "B007", "clear", "2026-10-07 09:00", "?", "O1"], late=False), (3,), (CLOCK,)
    ),
}  # fmt: skip


def _only(text: str) -> County:
    county = County(late=True).column("bookings", "Kind", "B").cell("bookings", "B007", "Kind", text)
    county.settings["bookings"] = 'only = { Kind = ["B"] }'
    return county


def _later(log: str, row: list[str], *, late: bool = True) -> County:
    """Deliver one row of a log again in a file of its own."""
    county = County(late=late)
    head = county.tables[log][0]
    return county.put(log, f"{log}.csv", as_csv(county.tables[log])).put(log, f"{log}_z.csv", as_csv([head, row]), 1)
