"""Keeps the text of each cell of which the policy made another value: a code, zeros given back, nothing on record.

What is not kept here stands in its record as in the file, without the invisible signs at its ends.
"""

from collections.abc import Iterator

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.ingest.parse_values import trimmed_cell
from reporter.ingest.spool_rows import COLUMN_END, ENTRY_END, Spooled
from reporter.warehouse import literal, name

LEDGER = (
    "create table if not exists as_delivered "
    "(delivery_id integer, log varchar, line bigint, column_name varchar, text varchar)"
)


def find(mapping: LogPolicy, spooled: Spooled, *, is_plain: bool) -> str:
    """Return the statement that makes `differing_texts` of `spool`: line, column of ours, and what stood in the file.

    A layout's own word of what stood in the cells goes before the text that the policy's codes were looked up by.
    """
    sources = list(_by_policy(mapping, spooled))
    if not is_plain:
        entries = warehouse.select(
            f"line, unnest(string_split(delivered, {literal(ENTRY_END)})) as entry", "spool", where="delivered <> ''"
        )
        parts = (f"split_part(entry, {literal(COLUMN_END)}, {place})" for place in (1, 2))
        sources.append(warehouse.select(f"line, {', '.join(parts)}, 1", warehouse.subquery(entries)))
    none = "select null::bigint, null::varchar, null::varchar, null::integer where false"
    said = f"({warehouse.union([none, *sources])}) as said(line, column_name, text, place)"
    first = warehouse.select("line, column_name, arg_min(text, place) as text", said, group="line, column_name")
    return warehouse.temporary("differing_texts", first)


def store(log: LogSchema, delivery_id: int) -> str:
    """Return the statement that keeps them for the rows that were accepted."""
    accepted = warehouse.select("line", "settled", where="fate = 'accepted'")
    columns = f"{delivery_id}, {literal(log.name)}, line, column_name, text"
    told = warehouse.select(columns, "differing_texts", where=f"line in ({accepted})", order="line, column_name")
    return warehouse.insert("as_delivered", told)


def _by_policy(mapping: LogPolicy, spooled: Spooled) -> Iterator[str]:
    """Select each cell whose text is a code of theirs with another name here, or means nothing on record."""
    for column in spooled.columns:
        meant = {theirs for theirs, ours in mapping.values.get(column, {}).items() if theirs != ours}
        texts = sorted(meant | {*mapping.empty.get(column, ())})
        if texts:
            cell = trimmed_cell(name(column), is_ordinary=spooled.is_ordinary)
            among = f"this_log and {cell} in ({', '.join(map(literal, texts))})"
            yield warehouse.select(f"line, {literal(column)}, {cell}, 2", "spool", where=among)
