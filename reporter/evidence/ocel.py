"""Write the records in force as an object-centric event log (OCEL 2.0, JSON) under pseudonyms.

A recorded time is not a point: an event stands at its earliest moment and carries earliest and latest as attributes.
An event without both moments cannot stand in such a log; it is left out and counted.
Source: https://www.ocel-standard.org/2.0/ocel20_specification.pdf
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from reporter import warehouse
from reporter.audit.case_ids import case_id
from reporter.resources import data_dir, make_folder
from reporter.warehouse import Connection, query_files

FILE = "ocel.json"
_TYPES = {
    "booking_id": "stay",
    "check_id": "check",
    "notification_id": "notice",
    "hold_id": "hold",
    "officer_id": "officer",
}
_CODES = {"stay": "commitment", "check": "result", "hold": "kind"}


def write(connection: Connection, key: bytes, into: Path) -> tuple[Path, int, int]:
    """Write the log and return its path, the number of events and the number of objects in it."""
    make_folder(into)
    path = into / FILE
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            '{"objectTypes": ' + _dumped(_object_types()) + ',\n"eventTypes": ' + _dumped(_event_types(connection))
        )
        file.write(',\n"objects": [\n')
        known: set[str] = set()
        objects = _written(file, _objects(connection, key, known))
        file.write('],\n"events": [\n')
        events = _written(file, _events(connection, key, known))
        file.write("]}\n")
    return path, events, objects


def _written(file: TextIO, items: Iterator[dict[str, Any]]) -> int:
    count = 0
    for item in items:
        file.write((",\n" if count else "") + _dumped(item))
        count += 1
    file.write("\n" if count else "")
    return count


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _rows(connection: Connection, query: str) -> list[dict[str, Any]]:
    file = query_files.read(data_dir("queries") / "exports" / f"{query}.sql")
    with warehouse.guarded_query(connection, f"exports/{query}.sql", file.sql):
        return warehouse.records(connection, file.sql)


def _object_types() -> list[dict[str, Any]]:
    return [
        {"name": name, "attributes": [{"name": _CODES[name], "type": "string"}] if name in _CODES else []}
        for name in _TYPES.values()
    ]


def _event_types(connection: Connection) -> list[dict[str, Any]]:
    names = sorted({row["event"] for row in _rows(connection, "ocel_events")})
    moments = [{"name": name, "type": "time"} for name in ("earliest", "latest")]
    return [{"name": name, "attributes": moments} for name in names]


def _objects(connection: Connection, key: bytes, known: set[str]) -> Iterator[dict[str, Any]]:
    rows = _rows(connection, "ocel_objects")
    known |= {case_id(key, row["kind"], row["item"]) for row in rows}
    for row in rows:
        type_ = _TYPES[row["kind"]]
        code = row["code"] if row["since"] else None
        yield {
            "id": case_id(key, row["kind"], row["item"]),
            "type": type_,
            "attributes": [{"name": _CODES[type_], "time": row["since"], "value": code}] if code else [],
            "relationships": _relationships(row, key, known),
        }


def _events(connection: Connection, key: bytes, known: set[str]) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(_rows(connection, "ocel_events"), 1):
        own = {"objectId": case_id(key, row["kind"], row["item"]), "qualifier": _TYPES[row["kind"]]}
        others = [one for one in _relationships(row, key, known) if one["objectId"] != own["objectId"]]
        yield {
            "id": f"e{number}",
            "type": row["event"],
            "time": row["earliest"],
            "attributes": [{"name": name, "value": row[name]} for name in ("earliest", "latest")],
            "relationships": [own, *others],
        }


def _relationships(row: dict[str, Any], key: bytes, known: set[str]) -> list[dict[str, str]]:
    """Return the links of a row to the records that it names and that are on record."""
    named = [(kind, row[kind]) for kind in ("booking_id", "check_id", "officer_id") if row.get(kind)]
    found = [{"objectId": case_id(key, kind, item), "qualifier": _TYPES[kind]} for kind, item in named]
    return [one for one in found if one["objectId"] in known]
