"""Completes a record of an event log from earlier deliveries: a stay booked in one file, released in a later one."""

from collections.abc import Iterator

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema, code_lists
from reporter.ingest.parse_values import trimmed_cell
from reporter.ingest.spool_rows import COLUMN_END, ENTRY_END, Spooled
from reporter.warehouse import literal, name


def complete(log: LogSchema, mapping: LogPolicy, spooled: Spooled, layout: int) -> Iterator[str]:
    """Yield the statements that fill blank cells of an event log's `spool` from the record in force of the same key.

    Only a record that the same layout read is taken: its texts are written in the same way. A record of which its
    file takes an entry back is left as the file tells it. What stood in the earlier file comes with each cell.
    """
    filled = [one for one in spooled.columns if one not in log.key and not _has_code_that_is_ours(log, mapping, one)]
    if not (mapping.events and filled):
        return
    of_layout = warehouse.select("delivery_id", "delivered", where=f"log = {literal(log.name)} and layout = {layout}")
    said = ", ".join(f"{_text(log, one)} as {name(one)}" for one in filled)
    stood = warehouse.select(
        "delivery_id, line, list({'name': column_name, 'text': text}) as texts",
        "as_delivered",
        where=f"log = {literal(log.name)} and delivery_id in ({of_layout})",
        group="delivery_id, line",
    )
    earlier = warehouse.select(
        f"key, texts, {said}",
        f"{log.table} left join ({stood}) as stood using (delivery_id, line)",
        where=f"standing and delivery_id in ({of_layout})",
    )
    key = f"concat_ws(chr(31), {', '.join(map(_cell, log.key))})"
    cells = ", ".join(f"coalesce(nullif({_cell(c)}, ''), earlier.{name(c)}) as {name(c)}" for c in filled)
    blank = ", ".join(f"case when coalesce({_cell(c)}, '') = '' then {literal(c)} end" for c in filled)
    filled_here = f"list_filter(earlier.texts, lambda one: list_contains([{blank}]::varchar[], one.name))"
    texts = f"list_transform({filled_here}, lambda one: one.name || {literal(COLUMN_END)} || one.text)"
    delivered = (
        f"concat_ws({literal(ENTRY_END)}, nullif(spool.delivered, ''), "
        f"nullif(array_to_string(coalesce({texts}, []), {literal(ENTRY_END)}), ''))"
    )
    is_whole = f"list_contains({list(spooled.revised)}::bigint[], spool.line)"
    same = f"spool.fault is null and spool.this_log and earlier.key = {key} and not {is_whole}"
    source = f"spool left join ({earlier}) as earlier on {same}"
    columns = f"spool.* replace ({cells}, {delivered} as delivered)"
    yield warehouse.temporary("completed_rows", warehouse.select(columns, source))
    yield warehouse.temporary_view("spool", warehouse.select("*", "completed_rows"))


def _cell(column: str) -> str:
    return trimmed_cell(f"spool.{name(column)}", is_ordinary=False)


def _text(log: LogSchema, column: str) -> str:
    """Return the text of a stored column as the layout has it."""
    return name(f"{column}_text") if log.kind(column) in ("time", "day") else f"{name(column)}::varchar"


def _has_code_that_is_ours(log: LogSchema, mapping: LogPolicy, column: str) -> bool:
    """Say whether the policy gives another meaning to one of our codes: a stored code must not be mapped again."""
    kind = log.kind(column)
    known = code_lists()[kind[5:]] if kind.startswith("code:") else ("true", "false") if kind == "flag" else ()
    return any(theirs in known and theirs != ours for theirs, ours in mapping.values.get(column, {}).items())
