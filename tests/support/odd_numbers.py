"""JSON and Parquet in which the numbers of the stays are damaged, or written by programs in their own way."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from tests.support.bad_exports import BadExport
from tests.support.small_county import County, as_csv


def _renumbered(written: Callable[[int], str], *, late: bool) -> County:
    county = County(late=late)
    for rows in county.tables.values():
        at = rows[0].index("booking_id")
        for row in rows[1:]:
            row[at] = written(int(row[at][1:]))
    return county


def _json(
    written: Callable[[int], str], kept: Callable[[int], str], log: str = "bookings", *, late: bool = False
) -> County:
    """Deliver one log as JSON with the numbers of the stays as a program wrote them."""
    county = _renumbered(written, late=late)
    rows = [row | {"booking_id": f"<{place}>"} for place, row in enumerate(county.records(log), 1)]
    text = json.dumps(rows)
    for place in range(1, len(rows) + 1):
        text = text.replace(f'"<{place}>"', kept(place))
    return county.put(log, f"{log}.json", text)


def _parquet(written: Callable[[int], str], kind: str, log: str = "bookings", *, late: bool = False) -> County:
    """Deliver one log as Parquet with the numbers of the stays in a column of this type."""
    county = _renumbered(written, late=late)
    with tempfile.TemporaryDirectory() as place:
        table, made = Path(place) / "table.csv", Path(place) / "made.parquet"
        table.write_text(as_csv(county.tables[log]), encoding="utf-8")
        source = f"select * replace (booking_id::{kind} as booking_id) from read_csv('{table}', all_varchar = true)"
        duckdb.connect().execute(f"copy ({source}) to '{made}' (format parquet)")
        return county.put(log, f"{log}.parquet", made.read_bytes())


def _text(old: str, new: str, log: str = "bookings", settings: str = "") -> County:
    """Deliver one log as JSON with another text in it."""
    county = County()
    county.settings[log] = settings
    rows: object = {"list": county.records(log)} if settings else county.records(log)
    return county.put(log, f"{log}.json", json.dumps(rows).replace(old, new))


STAY = '"booking_id": "B007"'
TWICE = f'{STAY}, "booking_id": "B907"'
THOUSAND, LONG, MIDDLE = "1{:03}".format, "202610010001000{:02}".format, "2600100{:02}".format
OBJECT = '"booking_id": {"number": "B007", "year": 2026}'
ODD_NUMBERS: dict[str, BadExport] = {
    "JSON, an object as the number of a check's stay": BadExport(
        lambda: _text(STAY, OBJECT, "checks"), (3,), ("not_text",)
    ),
    "JSON, an object as the number of a stay": BadExport(lambda: _text(STAY, OBJECT), (3,), ("not_text",)),
    "JSON in pages, an object as the number of a check's stay": BadExport(
        lambda: _text(STAY, OBJECT, "checks", 'record = "list"'), (3,), ("not_text",)
    ),
    "JSON, ids with an exponent": BadExport(lambda: _json(THOUSAND, "1.{:03}e3".format, late=True), (1,)),
    "JSON, ids of checks with an exponent": BadExport(lambda: _json(THOUSAND, "1.{:03}E+3".format, "checks"), (0,)),
    "JSON, ids of more digits than a number keeps": BadExport(
        lambda: _json(LONG, lambda n: repr(float(LONG(n)))), (3,), ("id_damaged:booking_id",) * 20
    ),
    "JSON, ids of checks of more digits than a number keeps": BadExport(
        lambda: _json(LONG, lambda n: f"{float(LONG(n)):.1f}", "checks"), (3,), ("id_damaged:booking_id",) * 20
    ),
    "JSON, ids of many digits, kept": BadExport(lambda: _json(LONG, LONG, late=True), (1,)),
    "Parquet, ids in a column of numbers with a point": BadExport(lambda: _parquet(THOUSAND, "double"), (3,)),
    "Parquet, ids of more digits than a short number keeps": BadExport(
        lambda: _parquet(MIDDLE, "float"), (3,), ("id_damaged:booking_id",) * 20
    ),
    "Parquet, ids of checks of more digits than a short number keeps": BadExport(
        lambda: _parquet(MIDDLE, "float", "checks"), (3,), ("id_damaged:booking_id",) * 20
    ),
    "Parquet, ids of more digits than a number keeps": BadExport(
        lambda: _parquet(LONG, "double"), (3,), ("id_damaged:booking_id",) * 20
    ),
    "Parquet, ids of many digits, kept": BadExport(lambda: _parquet(LONG, "bigint", late=True), (1,)),
    "JSON, two ids of a stay in a list": BadExport(
        lambda: _text(STAY, TWICE, settings='record = "list"'), (3,), ("duplicate_key",)
    ),
}
