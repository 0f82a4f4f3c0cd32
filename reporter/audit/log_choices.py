"""Lists what the policy makes of each log: its codes, constants, the rows it leaves out, and how its texts are read.

What is left out or read in another way cannot be decided again: neither the warehouse nor a pack has the files as they
were delivered. Such a choice is noted as undecided, with the rows that it touches.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from reporter import warehouse
from reporter.audit import code_choices
from reporter.audit.decide_choice import UNDECIDED, Judgement, told
from reporter.config.kinds import spelled
from reporter.config.log_policy import LogPolicy, Snapshots
from reporter.config.log_schemas import LogSchema, schemas
from reporter.config.policy import Policy
from reporter.ingest.deliveries import FILLED_DOWN
from reporter.ingest.joined_rows import readings_of, schema_of
from reporter.ingest.layouts.fill_down import answers_filled
from reporter.ingest.readers.grid import same_name
from reporter.ingest.store_rows import FIRST_JOINED
from reporter.model import Choice
from reporter.text import count_of, is_codelike
from reporter.warehouse import Connection, count_of_rows, literal, name, select

_TOLD_FROM = 3  # a value in fewer rows is not shown: it may name a person
_READING = ("timestamp_format", "precision", "offsets", "decimal", "empty", "restore_zeros", "fill_down")
_OF_PEOPLE = re.compile(
    "name|person|inmate|officer|deputy|agent|clerk|judge|attorney|user|staff|operator|badge|address|phone|ssn|dob|birth",
    re.IGNORECASE,
)


def choices(connection: Connection, policy: Policy, judged: Judgement, log: str) -> Iterator[Choice]:
    """Yield what the policy makes of a log: codes, constants, rows set aside, and how its texts are read."""
    accepted = {
        layout: (rows, aside)
        for layout, rows, aside in warehouse.rows(
            connection,
            "select layout, sum(accepted)::bigint, sum(set_aside)::bigint from records.delivered where log = ? "
            "group by all",
            [log],
        )
    }
    mapping = policy.logs[log]
    for number, one in readings_of(mapping).items():
        rows, aside = accepted.get(number, (0, 0))
        where = f"logs.{log}.layouts[{number % FIRST_JOINED + 1}]" if mapping.layouts else f"logs.{log}"
        where += f".joined[{number // FIRST_JOINED}]" if number >= FIRST_JOINED else ""
        yield from code_choices.choices(connection, policy, judged, log, number, where)
        for column, value in one.constants.items():
            if (log, column) not in code_choices.MOVES:
                yield told(f"{where}.constants.{column}", value, None, rows)
        yield from _reading(connection, one, log, number, where, rows)
        if one.footer and aside:  # with what stands above the header; the texts may name a person
            yield told(f"{where}.footer", f"{len(one.footer)} beginnings", None, aside, note=UNDECIDED)


def _reading(connection: Connection, one: LogPolicy, log: str, number: int, where: str, rows: int) -> Iterator[Choice]:
    """Yield how one layout's texts are read: formats, precision, zeros, lists, renamed times, compositions."""
    usual = LogPolicy()
    for key in _READING:
        if (own := getattr(one, key)) != getattr(usual, key):
            weakens = key == "fill_down" and bool(answers_filled(one, schemas()[log]))
            note = "" if weakens else UNDECIDED
            touched = _touched(connection, one, log, number, key, rows)
            yield told(f"{where}.{key}", plain(own), plain(getattr(usual, key)), touched, weakens=weakens, note=note)
    if one.snapshots:
        own, usual_apart = spelled(one.snapshots.at_most), spelled(Snapshots.at_most)
        note = UNDECIDED if own != usual_apart else ""
        yield told(f"{where}.snapshots.at_most", own, usual_apart, rows, note=note)
    times = schemas()[log].of_kind("time", "day")
    for column, mapped in one.columns.items():
        if mapped.alone is None or (column in times and mapped.alone != column):
            value = list(mapped.parts) or {"after": list(mapped.after), "by": list(mapped.by)}
            touched = _filled(connection, log, number, column)
            yield told(f"{where}.columns.{column}", mapped.alone or value, column, touched, note=UNDECIDED)


def _filled(connection: Connection, log: str, number: int, column: str) -> int:
    """Count the records of one layout in which a column is filled."""
    schema = schema_of(schemas()[log], number)
    stored = name(f"{column}_text" if schema.kind(column) in ("time", "day") else column)
    is_of_layout = f"log = {literal(log)} and coalesce(layout, 0) = {number}"
    of_layout = select("delivery_id", "records.delivered", where=is_of_layout)
    where = f"{stored} is not null and delivery_id in ({of_layout})"
    return int(warehouse.one(connection, count_of_rows(f"records.{schema.table}", where=where)))


def _touched(connection: Connection, one: LogPolicy, log: str, number: int, key: str, rows: int) -> int:
    """Count the rows of one layout that a key of it changes; where that is not kept, all its rows."""
    if key == "fill_down":
        return code_choices.counts(connection, log, number, FILLED_DOWN).get("", 0)
    if key == "empty":
        texts = [f"column_name = {literal(column)} and text in ({_list(own)})" for column, own in one.empty.items()]
        return _delivered_otherwise(connection, log, number, " or ".join(texts))
    if key == "restore_zeros":
        padded = {same_name(theirs) for theirs in one.restore_zeros}
        columns = [
            column
            for column in schemas()[log].columns
            if any(same_name(part) in padded for part in _sources(one, column))
        ]
        return _delivered_otherwise(connection, log, number, f"column_name in ({_list(columns)})")
    return rows


def _delivered_otherwise(connection: Connection, log: str, number: int, where: str) -> int:
    """Count the rows of one layout in which another text stood as it was delivered."""
    of_layout = f"as_delivered.log = {literal(log)} and coalesce(layout, 0) = {number}"
    found = "records.as_delivered join records.delivered using (delivery_id)"
    rows = select("distinct delivery_id, line", found, where=f"{of_layout} and ({where})")
    return warehouse.count(connection, warehouse.subquery(rows))


def _list(texts: Iterable[str]) -> str:
    return ", ".join(map(literal, texts)) or "null"


def _sources(one: LogPolicy, column: str) -> Iterator[str]:
    """Yield the names of theirs from which a column of ours is filled."""
    yield from one.theirs(column).names
    for fills in one.events.fills.values() if one.events else ():
        if column in fills and (mapped := fills[column].mapped):
            yield from mapped.names


def rows_of_other_years(connection: Connection, policy: Policy, usual: tuple[int, int]) -> int:
    """Count the rows that are read for the policy's years alone, and those left aside for them alone or for both."""
    rows = 0
    if policy.years[0] > usual[0] or policy.years[1] < usual[1]:
        aside = "len(list_filter(reasons, lambda one: starts_with(one, 'year_out_of_range'))) > 0"
        rows += int(warehouse.one(connection, count_of_rows("records.quarantine", where=aside)))
    held = warehouse.rows(connection, "select table_name from duckdb_tables() where database_name = 'records'")
    for log in (schemas()[one] for (one,) in held if one in schemas()):
        others = [f"year({one}_on) not between {usual[0]} and {usual[1]}" for one in log.of_kind("time", "day")]
        if others:
            rows += int(warehouse.one(connection, count_of_rows(f"records.{log.table}", where=" or ".join(others))))
    return rows


def left_out(connection: Connection, policy: Policy) -> Iterator[Choice]:
    """Yield each value whose rows are not of the log; those that may name a person together.

    So are sheets that no log reads told, and elements named as rows that stand elsewhere than `record` says.
    """
    sheets = [pattern for log in policy.logs.values() for one in log.readings for pattern in one.sheet]
    together: dict[str, tuple[int, int]] = {}
    for log, setting, value, count in warehouse.rows(
        connection,
        "select log, setting, value, sum(rows)::bigint from records.left_out group by all order by all",
    ):
        where = f"logs.{log}.only.{setting}"
        if setting == "sheet" and any(fnmatchcase(value, pattern) for pattern in sheets):
            continue
        if is_value_told(policy.logs.get(log), schemas()[log], setting, value, count):
            yield told(where, {"left out": value}, None, count, note=UNDECIDED)
        else:
            values, rows = together.get(where, (0, 0))
            together[where] = (values + 1, rows + count)
    for where, (values, rows) in together.items():
        yield told(where, {"left out": count_of(values, "other value")}, None, rows, note=UNDECIDED)


def is_value_told(mapping: LogPolicy | None, schema: LogSchema, theirs: str, value: str, rows: int) -> bool:
    """Tell whether a value of a column of theirs, which leaves rows out, names no person: a code that stands often."""
    is_code = rows >= _TOLD_FROM and is_codelike(value) and not _may_hold_names(mapping, schema, theirs)
    return not value or is_code


def _may_hold_names(mapping: LogPolicy | None, schema: LogSchema, theirs: str) -> bool:
    """Tell whether a column of theirs is one of ours that is withheld, or has a header that speaks of people."""
    readings = readings_of(mapping).values() if mapping else ()
    held = {same_name(part) for one in readings for column in schema.withheld for part in _sources(one, column)}
    return same_name(theirs) in held or bool(_OF_PEOPLE.search(theirs))


def plain(value: Any) -> object:
    """Return a value as JSON has it."""
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value
