"""More small exports that are bad in one way each: two keys of a layout together, rows that come again, numbers."""

import json
from collections.abc import Callable

from tests.support.bad_exports import OUT, BadExport, as_json
from tests.support.small_county import County, as_csv


def _delimiter() -> County:
    """Part the rows of the checks by another sign from the seventh on."""
    county = County()
    lines = as_csv(county.tables["checks"]).splitlines(keepends=True)
    return county.put("checks", "checks.csv", "".join([*lines[:7], *(line.replace(",", ";") for line in lines[7:])]))


def _composed() -> County:
    """Deliver every id of a stay in two columns, and a row of checks that cannot be read."""
    county = County()
    for log, rows in county.tables.items():
        at = rows[0].index("booking_id")
        for place, row in enumerate(rows):
            row[at : at + 1] = ["MAIN", row[at]] if place else ["Site", "No"]
        county.settings[log] = 'columns = { booking_id = ["Site", "No"] }'
    return county.cell("checks", "C007", "requested_at", "7\0:30")


def _revived() -> County:
    """Void the stay of B007 in a later file, and take that back in the next."""
    county = County(late=True).column("bookings", "void")
    head, row = county.tables["bookings"][0], county.tables["bookings"][7]
    county.put("bookings", "bookings.csv", as_csv(county.tables["bookings"]))
    for number, void in enumerate(("yes", "no"), 2):
        county.put("bookings", f"bookings_{number}.csv", as_csv([head, [*row[:-1], void]]), 1)
    return county


def _whole_numbers() -> County:
    """Number the stays from 1, and write the numbers of the checks with a point."""
    county = County(late=True)
    for rows in county.tables.values():
        at = rows[0].index("booking_id")
        for row in rows[1:]:
            row[at] = str(int(row[at][1:]))
    checks = [row | {"booking_id": float(str(row["booking_id"]))} for row in county.records("checks")]
    return county.put("checks", "checks.json", json.dumps(checks))


def _second_row() -> County:
    """Deliver two rows of one stay, as a file with a row a charge does."""
    county = County(late=True)
    county.settings["bookings"] = 'one_row_per = ["booking_id"]'
    rows = county.tables["bookings"]
    rows.insert(8, [*rows[7][:7], "?", rows[7][8]])
    return county


def _first_file(column: str, log: str) -> County:
    """Deliver a log in two files, the first of them without a column."""
    county = County(late=True)
    head, *rows = county.tables[log]
    at = head.index(column)
    short = [row[:at] + row[at + 1 :] for row in (head, *rows[:9])]
    return county.put(log, f"{log}_1.csv", as_csv(short), 9).put(log, f"{log}_2.csv", as_csv([head, *rows[9:]]), 11)


def _changed(log: str, change: Callable[[str], str]) -> County:
    """Deliver a log with each of its lines changed."""
    county = County(late=True)
    lines = as_csv(county.tables[log]).splitlines()
    return county.put(log, f"{log}.csv", "".join(f"{change(line)}\n" for line in lines))


def _numbered() -> Callable[[str], str]:
    numbers = iter(["", *map(str, range(20))])
    return lambda line: f"{next(numbers)},{line}"


def _voided(*, facility: str = "MAIN") -> County:
    """Void the number 7 in a row that has nothing else; the other stays are in one facility or in two."""
    county = County().column("bookings", "void", "no")
    rows = county.tables["bookings"]
    rows[7] = ["B007", "", "", "", "", "7", "", "", "", "yes"]
    for row in rows[15:]:
        row[2] = facility
    del county.tables["checks"][7]
    return county


def _open_quote(
    opens: tuple[str, str], closes: tuple[str, str], rows: int, settings: str = "", below: str = ""
) -> County:
    """Deliver the bookings with a note in mid-row, a quote that opens in one and closes in another, and lines below."""
    county = County(late=True)
    for place, row in enumerate(county.tables["bookings"]):
        row.insert(2, f"N{place}" if place else "note")
    content = as_csv(county.tables["bookings"]).replace(*opens).replace(*closes)
    county.settings["bookings"] = settings
    return county.put("bookings", "bookings.csv", content + below, rows)


MORE_BAD_EXPORTS: dict[str, BadExport] = {
    "another delimiter from one row on": BadExport(_delimiter, (3,), ("too_few_fields",) * 14),
    "a composed id in a row that cannot be read": BadExport(_composed, (3,), ("nul_byte",)),
    "void, and revived": BadExport(_revived, (1,)),
    "JSON, whole numbers as ids": BadExport(_whole_numbers, (1,)),
    "a first file without the releases": BadExport(lambda: _first_file("released_at", "bookings"), (3,)),
    "JSON, the number of a stay under a key of another name in one row": BadExport(
        lambda: as_json("checks", lambda rows: rows[6].update(bookingId=rows[6].pop("booking_id")), late=False),
        (3,),
        ("under_another_name:booking_id",),
    ),
    "every cell in quotes behind a space": BadExport(
        lambda: _changed("bookings", lambda line: ", ".join(f'"{cell}"' for cell in line.split(","))), (1,)
    ),
    "row numbers below a blank name": BadExport(lambda: _changed("checks", _numbered()), (1,)),
    "a blank column": BadExport(lambda: _changed("checks", lambda line: line.replace(",", ",,", 1)), (1,)),
    "a voided number and nothing else": BadExport(_voided, (0,)),
    "a voided number and nothing else, of one of two facilities": BadExport(lambda: _voided(facility="ANNEX"), (3,)),
    "checks of two stays under one id": BadExport(lambda: County().cell("checks", "C007", "check_id", "C008"), (3,)),
    "checks of two stays under one id, one after the release": BadExport(
        lambda: County(late=True).cell("checks", "C007", "check_id", "C008"), (1, 3)
    ),
    "a NUL in the number of a stay": BadExport(
        lambda: (county := County()).put(
            "bookings", "bookings.csv", as_csv(county.tables["bookings"]).replace("B007", "B0\x0007")
        ),
        (3,),
        ("nul_byte",),
    ),
    "a quote that opens in one row and closes in the next": BadExport(
        lambda: _open_quote((",N6,", ',"N6,'), (",N7,", ',N7",'), 19), (3,), ("stray_quote",)
    ),
    "a quote that swallows a row, with a footer named": BadExport(
        lambda: _open_quote((",N6,", ',"N6,'), (",N7,", ',N7",'), 19, 'footer = ["Total"]', "Total,20\n"),
        (3,),
        ("stray_quote",),
    ),
    "a page line with a quote that swallows rows": BadExport(
        lambda: _open_quote(("B007,", 'Page 1,"B\nB007,'), ("B008,", 'Page 2,B"\nB008,'), 18, 'footer = ["Page"]'),
        (3,),
        ("stray_quote",),
    ),
    "one_row_per, a second row of which the release cannot be read": BadExport(_second_row, (3,), (OUT,)),
}
