"""Workbooks in which a number is not what the sheet shows, or no longer what the jail wrote, or never worked out."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime

from openpyxl import Workbook

from tests.support.bad_exports import BadExport
from tests.support.small_county import County


def _numbers(
    written: Callable[[int], str],
    kept: Callable[[int], object],
    form: str = "General",
    *,
    log: str = "bookings",
    late: bool = False,
) -> County:
    """Number the stays anew in every log, and deliver one log as a workbook that keeps them in its own way."""
    county = County(late=late)
    for rows in county.tables.values():
        at = rows[0].index("booking_id")
        for row in rows[1:]:
            row[at] = written(int(row[at][1:]))
    rows, book = county.tables[log], Workbook()
    sheet, at = book.active, rows[0].index("booking_id")
    assert sheet is not None
    for place, row in enumerate(rows):
        sheet.append(row)
        if place:
            cell = sheet.cell(place + 1, at + 1)
            cell.value = kept(place)  # type: ignore[assignment]
            cell.number_format = form
    out = io.BytesIO()
    book.save(out)
    return county.put(log, f"{log}.xlsx", out.getvalue())


def _formula(written: str, *, late: bool = True) -> County:
    """Deliver the bookings as a workbook in which the release of B007 is a formula, written in this way."""
    county, book = County(late=late), Workbook()
    sheet = book.active
    assert sheet is not None
    for row in county.tables["bookings"]:
        sheet.append(row)
    sheet["H8"] = "=G8+0"
    made, changed = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<c r="H8"><f>G8+0</f><v></v></c>', written.encode()))
    return county.put("bookings", "bookings.xlsx", changed.getvalue())


def _other_sheet(formula: str) -> County:
    """Deliver the bookings as a workbook with a second sheet that holds one formula."""
    county, book = County(), Workbook()
    sheet = book.active
    assert sheet is not None
    for row in county.tables["bookings"]:
        sheet.append(row)
    book.create_sheet("More")["A1"] = formula
    out = io.BytesIO()
    book.save(out)
    return county.put("bookings", "bookings.xlsx", out.getvalue())


DAMAGED = ("id_damaged:booking_id",) * 20
ODD_WORKBOOKS: dict[str, BadExport] = {
    "ids of which the format writes the letters": BadExport(
        lambda: _numbers("B{:03}".format, lambda n: n, '"B"000'), (3,), DAMAGED
    ),
    "ids of checks of which the format writes the letters": BadExport(
        lambda: _numbers("B{:03}".format, lambda n: n, '"B"000', log="checks"), (3,), DAMAGED
    ),
    "ids that became dates": BadExport(
        lambda: _numbers("10-{:02}".format, lambda n: datetime(2026, 10, n), "d-mmm"), (3,), DAMAGED
    ),
    "ids of checks that became dates": BadExport(
        lambda: _numbers("10-{:02}".format, lambda n: datetime(2026, 10, n), "d-mmm", log="checks"), (3,), DAMAGED
    ),
    "ids that became fractions": BadExport(
        lambda: _numbers(lambda n: f"26.{2 * n + 1}0", lambda n: float(f"26.{2 * n + 1}0")), (3,), DAMAGED
    ),
    "ids that became percentages": BadExport(lambda: _numbers("{}%".format, lambda n: n / 100, "0%"), (3,), DAMAGED),
    "ids of more digits than a number keeps": BadExport(
        lambda: _numbers("20261001000100{:03}".format, lambda n: float(20261001000100000)), (3,), DAMAGED
    ),
    "ids of which the last digits became zeros": BadExport(
        lambda: _numbers("202610010001{:04}".format, lambda n: int(f"202610010001{n:04}"[:15] + "0")), (3,), DAMAGED
    ),
    "ids of many digits, kept": BadExport(
        lambda: _numbers("2026100100010{:03}".format, lambda n: f"2026100100010{n:03}", late=True), (1,)
    ),
    "ids that are whole numbers": BadExport(lambda: _numbers("1{:03}".format, lambda n: 1000 + n, late=True), (1,)),
    "ids with a mark for thousands": BadExport(lambda: _numbers("1{:03}".format, lambda n: 1000 + n, "#,##0"), (0,)),
    "a formula of a text, without its value": BadExport(
        lambda: _formula('<c r="H8" t="str"><f>G8+0</f></c>'), (3,), ("formula_without_value",)
    ),
    "a formula of a text, with its value": BadExport(
        lambda: _formula('<c r="H8" t="str"><f>G8+0</f><v>2026-10-07 14:05</v></c>'), (1,)
    ),
    "a formula of an empty text": BadExport(
        lambda: _formula('<c r="H8" t="str"><f>G8+0</f><v></v></c>', late=False),
        (3,),  # its reason of release is there
    ),
    "a second sheet of formulas without values": BadExport(lambda: _other_sheet("=Sheet!A1"), (4,)),
}
