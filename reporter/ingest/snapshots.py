"""Takes in lists of those in custody: rows of one id are one stay, and what a list adds to it is stored once.

Of a stay's rows those are accepted that make it or change what is on record of it; the others fold. Which lists named
it is kept (`snapshot_sightings`), since the end of a stay is worked out from all lists: see `snapshot_ends`.
"""

from collections.abc import Iterator

from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.ingest.judge_rows import differing
from reporter.ingest.parse_times import PARTS
from reporter.ingest.parse_values import as_recorded
from reporter.ingest.snapshot_mending import sound_deliveries
from reporter.ingest.store_rows import stored_as_accepted
from reporter.warehouse import delete, insert, literal, name, row, select, temporary_view
from reporter.warehouse.query_files import filled

MADE = ("file_lists", "known_lists", "seen_rows", "seen_stays", "kept_lines")
TABLES = ("snapshot_lists", "snapshot_sightings", "snapshot_stays", "snapshot_aside")
LEFT_OUT = "left_out"  # the fault of a row that `only` leaves out and that names a stay still in custody
_IS_LEFT_OUT = f"list_contains(reasons, '{LEFT_OUT}')"
_BEGINS = {"bookings": "booked_at", "holds": "placed_at", "movements": "out_at"}


def ledger(schema: str = "") -> str:
    """Return the statements that make what is kept of lists, empty; `schema` is what comes before each table's name."""
    return filled("intake/ledger_of_lists", schema=schema)


def names_left_out(log: LogSchema, mapping: LogPolicy) -> bool:
    """Say whether the rows that `only` leaves out of a list count all the same: who is named there is still in custody.

    Of another log, such as one of holds, a row that is not this log's shows that what it told before has ended.
    """
    return log.name == "bookings" and mapping.snapshots is not None and bool(mapping.only or mapping.only_filled)


def find_lists(ends: str) -> Iterator[str]:
    """Yield the statements that make `file_lists` of `typed`, in whose column `ends` stands when its list was taken.

    Line 0 stands for a file whose name tells the time: its list is one even if it has no row.
    """
    parts = ", ".join(f"any_value({name(f'{ends}_{part}')}) as {name(part)}" for part in PARTS if part != "earliest")
    text, earliest = name(f"{ends}_text"), name(f"{ends}_earliest")
    yield filled("intake/file_lists", text=text, earliest=earliest, parts=parts, is_dated=_is_dated(ends))
    yield delete("typed", where="line = 0")


def settle(log: LogSchema, mapping: LogPolicy, layout: int) -> Iterator[str]:
    """Yield the statements that judge the rows of a file against the lists known so far, and give each its fate."""
    if mapping.snapshots is None:
        raise ValueError
    ends = mapping.snapshots.ends
    of_layout = f"log = {literal(log.name)} and layout = {layout}"
    said = [name(one) for one in as_recorded(log) if one != f"{ends}_text"]
    yield _known_lists(log, of_layout)
    yield _seen_rows(log, ends, of_layout)
    yield _faults(log, ends, said)
    yield filled("intake/seen_rows_judged")
    yield filled(
        "intake/kept_lines",
        taken=name(f"{ends}_earliest"),
        records=log.table,
        of_layout=of_layout,
        differs=" or ".join(f"earlier.{one} is distinct from own.{one}" for one in said),
    )
    nothing = {f"{ends}_{part}": kind for part, kind in {"text": "varchar", **PARTS}.items()}
    no_end = ", ".join(f"null::{kind} as {name(column)}" for column, kind in nothing.items())
    yield filled("intake/settled_of_lists", no_end=no_end, is_left_out=_IS_LEFT_OUT)


def store(log: LogSchema, mapping: LogPolicy, delivery_id: int, layout: int) -> Iterator[str]:
    """Yield the statements that store what the lists of a file tell."""
    if mapping.snapshots is None:
        raise ValueError
    ends, at_most = mapping.snapshots.ends, mapping.snapshots.at_most
    of_layout = f"log = {literal(log.name)} and layout = {layout}"
    own = f"{delivery_id}, {literal(log.name)}"
    accepted = select("*, true as first_of_its_key", "settled", where="fate = 'accepted'")
    yield temporary_view("incoming", accepted)
    yield from stored_as_accepted(
        log, delivery_id, [one for one in as_recorded(log) if one != f"{ends}_text"], mapping.filled_by_joins
    )
    of_lists, parts = f"{own}, {layout}, {literal(ends)}, {at_most}", ", ".join(map(name, PARTS))
    lists = select(f"{of_lists}, line, text, {parts}", "file_lists", order="earliest")
    yield insert(f"snapshot_lists (delivery_id, log, layout, ends, at_most, line, text, {parts})", lists)
    yield filled("intake/snapshot_lists_of_none", of_lists=of_lists)
    yield filled("intake/snapshot_sightings", own=f"{own}, {layout}")
    aside = select(f"{own}, line, name, taken", "seen_rows", where="not is_read", order="line")
    yield insert("snapshot_aside", aside)
    yield filled("intake/seen_stays")
    yield filled("intake/snapshot_stays_seen_again", of_layout=of_layout)
    known = select("key", "snapshot_stays", where=of_layout)
    stays = f"{literal(log.name)}, {layout}, name, first_latest, newest"
    yield insert("snapshot_stays", select(stays, "seen_stays", where=f"name not in ({known})", order="name"))


def is_late(log: str, layout: int) -> str:
    """Return the query that says whether a file, not stored yet, has a list that is older than one known already."""
    of_layout = f"log = {literal(log)} and layout = {layout}"
    own, newest = select("min(earliest)", "file_lists"), select("max(earliest)", "snapshot_lists", where=of_layout)
    return row({"is_late": f"coalesce(({own}) < ({newest}), false)"})


def doubts(log: LogSchema, delivery_id: int, layout: int) -> str:
    """Return the statement that sets aside what a late list says of each stay which it lacks between two that name it.

    The stay came back, or the list is wrong: it is not told here, so the row that is not there is set aside as one.
    """
    of_layout = f"log = {literal(log.name)} and layout = {layout}"
    return filled(
        "intake/stays_lacking_on_late_list",
        delivery_id=delivery_id,
        log=literal(log.name),
        booking_id="key" if log.name == "bookings" else "null",
        records=log.table,
        of_layout=of_layout,
    )


def _is_dated(ends: str) -> str:
    about = "list_transform(reasons, lambda reason: split_part(reason, ':', 2))"
    return f"{name(f'{ends}_earliest')} is not null and not list_contains({about}, {literal(ends)})"


def _named(log: LogSchema) -> str:
    return "coalesce(key, about_booking_id)" if log.name == "bookings" else "key"


def _known_lists(log: LogSchema, of_layout: str) -> str:
    """All lists known, this file's too, numbered by those from which absence means something."""
    nameless = select("1", "typed", where=f"len(reasons) > 0 and not {_IS_LEFT_OUT} and {_named(log)} is null")
    return filled(
        "intake/known_lists", is_sound=sound_deliveries(log.name), of_layout=of_layout, nameless_rows=nameless
    )


def _seen_rows(log: LogSchema, ends: str, of_layout: str) -> str:
    """Each row with the stay that it names; `is_named_again` where lists in between lack that stay."""
    began = name(f"{_BEGINS[log.name]}_earliest") if log.name in _BEGINS else "null::timestamp"
    return filled(
        "intake/seen_rows",
        name=_named(log),
        taken=name(f"{ends}_earliest"),
        latest=name(f"{ends}_latest"),
        began=began,
        is_dated=_is_dated(ends),
        is_left_out=_IS_LEFT_OUT,
        of_layout=of_layout,
    )


def _faults(log: LogSchema, ends: str, said: list[str]) -> str:
    """Add to `unsound` what is wrong with rows of lists: no list, a stay that comes back, rows that disagree."""
    unlike, reason = differing(log)
    return filled(
        "intake/unsound_on_lists",
        taken=name(f"{ends}_earliest"),
        taken_text=name(f"{ends}_text"),
        print=f"md5(concat_ws(chr(31), {', '.join(f'coalesce({one}::varchar, chr(30))' for one in said)}))",
        no_list=literal(f"missing:{ends}"),
        unlike=unlike or "false",
        unlike_reason=literal(reason),
    )
