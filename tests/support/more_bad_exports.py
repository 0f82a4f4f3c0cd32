"""More small exports that are bad in one way each: two keys of a layout together, rows that come again, numbers."""

import json
from collections.abc import Callable

from tests.support.bad_exports import NAME, OUT, BadExport
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


def _unwritten() -> County:
    """Leave out the only check of the last stay: were the row of the stay lost, all others are vetted."""
    county = County()
    del county.tables["checks"][20]
    return county


def _xml(
    county: County,
    change: Callable[[int, str], str] = lambda _, row: row,
    *,
    log: str = "bookings",
    rows: int = 20,
    settings: str = 'record = "Row"',
) -> County:
    """Deliver a log as XML, with a change in the elements of its rows, by number."""
    named = enumerate(county.records(log), 1)
    elements = ((n, "".join(f"<{name}>{text}</{name}>" for name, text in row.items())) for n, row in named)
    county.settings[log] = settings
    text = "".join(change(n, f"<Row>{row}</Row>\n") for n, row in elements)
    return county.put(log, f"{log}.xml", f"<Jail>{text}</Jail>", rows)


def _out(*texts: str) -> County:
    """Deliver the releases as XML under the name Out, and those of B007 and the next in another way."""

    def change(number: int, row: str) -> str:
        row = row.replace("released_at>", "Out>")
        told = f"<Out>2026-10-{number:02} 14:05</Out>"
        return row.replace(told, texts[number - 7]) if 7 <= number < 7 + len(texts) else row

    return _xml(County(late=True), change, settings='record = "Row"\ncolumns = { released_at = "Out" }')


def _seventh(old: str, new: str) -> Callable[[int, str], str]:
    return lambda n, row: row.replace(old, new) if n == 7 else row


def _pages(change: Callable[[dict[str, object]], object]) -> County:
    """Deliver the bookings as two pages of JSON, with a change in the second."""
    county = _unwritten()
    rows = county.records("bookings")
    pages: list[dict[str, object]] = [{"data": {"stays": rows[:19]}}, {"data": {"stays": rows[19:]}}]
    change(pages[1])
    county.settings["bookings"] = 'record = "data.stays"'
    return county.put("bookings", "bookings.json", json.dumps(pages), 19)


def _no_notices(text: str) -> County:
    """Deliver a list of notices in which there is none, in a month without a hit."""
    county = County().cell("checks", "C005", "result", "clear")
    county.settings["notifications"] = 'record = "Notices/Notice"'
    return county.put("notifications", "notifications.xml", text, 0)


def _exported(moment: str) -> County:
    """Say in the manifest when the files were made."""
    return County(exported_at=moment)


MORE_BAD_EXPORTS: dict[str, BadExport] = {
    "another delimiter from one row on": BadExport(_delimiter, (3,), ("too_few_fields",) * 14),
    "a composed id in a row that cannot be read": BadExport(_composed, (3,), ("nul_byte",)),
    "void, and revived": BadExport(_revived, (1,)),
    "JSON, whole numbers as ids": BadExport(_whole_numbers, (1,)),
    "a first file without the releases": BadExport(lambda: _first_file("released_at", "bookings"), (3,)),
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
    "XML": BadExport(lambda: _xml(County(late=True)), (1,)),
    "XML, a row within a row": BadExport(
        lambda: _xml(_unwritten(), lambda n, row: row.replace("</Row>", "") if n == 19 else row + "</Row>" * (n == 20),
                     rows=19), (3,), ("rows_within_row",)
    ),
    "XML, a row within a row of which the path has two names": BadExport(
        lambda: _xml(_unwritten(), lambda n, row: row.replace("</Row>", "") if n == 19 else row + "</Row>" * (n == 20),
                     rows=19, settings='record = "Jail/Row"'), (3,), ("rows_within_row",)
    ),
    "XML, the element of a row in other case": BadExport(
        lambda: _xml(_unwritten(), lambda n, row: row.replace("Row>", "row>") if n == 20 else row, rows=19),
        (3,), ("nearly_named",)
    ),
    "XML, a check with a text and an element beside it": BadExport(
        lambda: _xml(County(late=True), _seventh("16:05", "09:30<amended>2026-10-07 16:05</amended>"), log="checks"),
        (3,), ("mixed_content",)
    ),
    "XML, releases with a text beside an element, in an element or attribute of their own, one level further down": (
        BadExport(
            lambda: _out(
                "<Out>2026-10-07 18:05<was>2026-10-07 14:05</was></Out>",
                "<Out><DateTime>2026-10-08 14:05</DateTime></Out>",
                '<Out value="2026-10-09 14:05"/>',
                "<Ends><Out>2026-10-10 14:05</Out></Ends>",
            ),
            (3,),
            ("mixed_content", NAME, NAME, NAME),
        )
    ),
    "XML, a release in CDATA, with a comment and an instruction within": BadExport(
        lambda: _out("<Out><![CDATA[2026-10-07]]> <!-- 18 --><?x 18?>14:05</Out>"), (1,)
    ),
    "XML, a list without rows": BadExport(lambda: _no_notices("<Notices/>"), (0,)),
    "XML, no list": BadExport(lambda: _no_notices("<Notes/>"), (4,)),
    "JSON, the list of a page in other case": BadExport(
        lambda: _pages(lambda page: page.update(data={"Stays": page["data"]["stays"]})),  # type: ignore[index]
        (4,)
    ),
    "a manifest that covers days after its files were made": BadExport(lambda: _exported("2026-10-25 12:00"), (3,)),
    "a manifest of files made on the last day covered": BadExport(lambda: _exported("2026-10-31"), (0,)),
}  # fmt: skip
