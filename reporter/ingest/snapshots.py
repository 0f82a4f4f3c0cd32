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
from reporter.warehouse import literal, name

LEDGER = (
    "create table if not exists snapshot_lists (delivery_id integer, log varchar, layout integer, ends varchar, "
    "at_most bigint, line bigint, text varchar, earliest timestamp, latest timestamp, repeat interval, "
    'skipped boolean, "on" date, until date)',
    "create table if not exists snapshot_sightings (delivery_id integer, log varchar, layout integer, line bigint, "
    "key varchar, taken timestamp, is_read boolean)",
    "create table if not exists snapshot_stays "
    "(log varchar, layout integer, key varchar, first_latest timestamp, newest timestamp)",
    "create table if not exists snapshot_aside "
    "(delivery_id integer, log varchar, line bigint, key varchar, taken timestamp)",
)
MADE = ("file_lists", "known_lists", "seen_rows", "seen_stays", "kept_lines")
TABLES = ("snapshot_lists", "snapshot_sightings", "snapshot_stays", "snapshot_aside")
_BEGINS = {"bookings": "booked_at", "holds": "placed_at", "movements": "out_at"}


def find_lists(ends: str) -> Iterator[str]:
    """Yield the statements that make `file_lists` of `typed`, in whose column `ends` stands when its list was taken.

    Line 0 stands for a file whose name tells the time: its list is one even if it has no row.
    """
    parts = ", ".join(f"any_value({name(f'{ends}_{part}')}) as {name(part)}" for part in PARTS if part != "earliest")
    yield (
        f"create or replace temp table file_lists as select coalesce(min(line) filter (line > 0), 1) as line, "
        f"min({name(f'{ends}_text')}) as text, {name(f'{ends}_earliest')} as earliest, {parts} from typed "
        f"where {_is_dated(ends)} group by {name(f'{ends}_earliest')}"
    )
    yield "delete from typed where line = 0"


def settle(log: LogSchema, mapping: LogPolicy, layout: int) -> Iterator[str]:
    """Yield the statements that judge the rows of a file against the lists known so far, and give each its fate."""
    if mapping.snapshots is None:
        raise ValueError
    ends = mapping.snapshots.ends
    of_layout = f"log = {literal(log.name)} and layout = {layout}"
    yield _known_lists(log, of_layout)
    yield _returns(log, ends, of_layout)
    said = [name(one) for one in as_recorded(log) if one != f"{ends}_text"]
    yield _faults(log, ends, said)
    nothing = ", ".join(
        f"null::{kind} as {name(f'{ends}_{part}')}" for part, kind in {"text": "varchar", **PARTS}.items()
    )
    yield (
        "create or replace temp table seen_rows as select seen.* replace (unsound.line is null and is_read as is_read, "
        "is_named_again "
        "or coalesce(list_contains(unsound_reasons, 'number_of_another_stay'), false) as is_named_again) "
        "from seen_rows as seen left join unsound using (line)"
    )
    differs = " or ".join(f"earlier.{one} is distinct from own.{one}" for one in said)
    yield f"""
create or replace temp table kept_lines as
with own as (
    select *, {name(f"{ends}_earliest")} as taken from typed
    where len(reasons) = 0 and line not in (select line from unsound)
    qualify row_number() over (partition by key order by {name(f"{ends}_earliest")} desc, line) = 1
)
select own.line from own
left join (select * from {log.table} where standing) as earlier using (key)
left join (select * from snapshot_stays where {of_layout}) as state using (key)
where earlier.key is null or (coalesce(own.taken >= state.newest, true) and ({differs}))
"""
    yield f"""
create or replace temp view settled as
select
    typed.* replace (
        {nothing},
        case when unsound_reasons is not null then list_concat(reasons, unsound_reasons) else reasons end as reasons,
        case when list_has_any(unsound_reasons, ['number_of_another_stay', 'id_of_another_stay']) then null else key end
            as key
    ),
    case
        when len(reasons) > 0 or unsound_reasons is not null then 'quarantined'
        when line in (select line from kept_lines) then 'accepted'
        else 'folded'
    end as fate
from typed left join unsound using (line)
"""


def store(log: LogSchema, mapping: LogPolicy, delivery_id: int, layout: int) -> Iterator[str]:
    """Yield the statements that store what the lists of a file tell."""
    if mapping.snapshots is None:
        raise ValueError
    ends, at_most = mapping.snapshots.ends, mapping.snapshots.at_most
    of_layout = f"log = {literal(log.name)} and layout = {layout}"
    own = f"{delivery_id}, {literal(log.name)}"
    kept = "select *, true as first_of_its_key from settled where fate = 'accepted'"
    yield f"create or replace temp view incoming as {kept}"
    yield from stored_as_accepted(log, delivery_id, [one for one in as_recorded(log) if one != f"{ends}_text"])
    parts = ", ".join(map(name, PARTS))
    yield (
        f"insert into snapshot_lists (delivery_id, log, layout, ends, at_most, line, text, {parts}) "
        f"select {own}, {layout}, {literal(ends)}, {at_most}, line, text, {parts} from file_lists order by earliest"
    )
    yield (  # so that it is known for a file of lists even if no list can be told
        f"insert into snapshot_lists (delivery_id, log, layout, ends, at_most) select {own}, {layout}, "
        f"{literal(ends)}, {at_most} where not exists (select 1 from file_lists)"
    )
    yield (
        f"insert into snapshot_sightings select {own}, {layout}, min(line), name, taken, bool_or(is_read) "
        "from seen_rows where not is_named_again group by name, taken order by taken, min(line)"
    )
    yield f"insert into snapshot_aside select {own}, line, name, taken from seen_rows where not is_read order by line"
    yield (
        "create or replace temp table seen_stays as select name, min(latest) as first_latest, max(taken) as newest "
        "from seen_rows where not is_named_again group by name"
    )
    yield (
        "update snapshot_stays as state set newest = greatest(state.newest, seen.newest), "
        "first_latest = least(state.first_latest, seen.first_latest) from seen_stays as seen "
        f"where {of_layout} and state.key = seen.name"
    )
    yield (
        f"insert into snapshot_stays select {literal(log.name)}, {layout}, name, first_latest, newest from seen_stays "
        f"where name not in (select key from snapshot_stays where {of_layout}) order by name"
    )


def is_late(log: str, layout: int) -> str:
    """Return the query that says whether a file, not stored yet, has a list that is older than one known already."""
    of_layout = f"log = {literal(log)} and layout = {layout}"
    return (
        "select coalesce((select min(earliest) from file_lists) < "
        f"(select max(earliest) from snapshot_lists where {of_layout}), false)"
    )


def doubts(log: LogSchema, delivery_id: int, layout: int) -> str:
    """Return the statement that sets aside what a late list says of each stay which it lacks between two that name it.

    The stay came back, or the list is wrong: it is not told here, so the row that is not there is set aside as one.
    """
    of_layout = f"log = {literal(log.name)} and layout = {layout}"
    stay = "key" if log.name == "bookings" else "null"
    return f"""
insert into quarantine
with seen as (select distinct key, taken from snapshot_sightings where {of_layout}),
counted as (
    select key, min(taken) as first, max(taken) as last, count(*) filter (is_sound) as named
    from seen join known_lists using (taken) group by key
)
select {delivery_id}, {literal(log.name)}, (select min(line) from file_lists), '', ['conflicting_rows'], key, {stay},
    null, null, null, null, [], true
from counted
join known_lists as begun on begun.taken = counted.first
join known_lists as ended on ended.taken = counted.last
where named <> ended.sounds - begun.sounds + begun.is_sound::integer
    and key not in (
        select key from quarantine
        where log = {literal(log.name)} and unmended and list_contains(reasons, 'conflicting_rows') and key is not null
    )
order by key
"""


def _is_dated(ends: str) -> str:
    about = "list_transform(reasons, lambda reason: split_part(reason, ':', 2))"
    return f"{name(f'{ends}_earliest')} is not null and not list_contains({about}, {literal(ends)})"


def _named(log: LogSchema) -> str:
    return "coalesce(key, about_booking_id)" if log.name == "bookings" else "key"


def _known_lists(log: LogSchema, of_layout: str) -> str:
    """All lists known, this file's too, numbered by those from which absence means something."""
    nameless = f"select 1 from typed where len(reasons) > 0 and {_named(log)} is null"
    return f"""
create or replace temp table known_lists as
with every as (
    select earliest, latest, {sound_deliveries(log.name)} as is_sound from snapshot_lists
    where {of_layout} and earliest is not null
    union all
    select earliest, latest, not exists ({nameless}) from file_lists
),
lists as (
    select earliest as taken, max(latest) as latest, bool_and(is_sound) as is_sound from every group by earliest
)
select *, sum(is_sound::integer) over (order by taken) as sounds from lists
"""


def _returns(log: LogSchema, ends: str, of_layout: str) -> str:
    """Each row with the stay that it names; `is_named_again` where lists in between lack that stay."""
    began = name(f"{_BEGINS[log.name]}_earliest") if log.name in _BEGINS else "null::timestamp"
    return f"""
create or replace temp table seen_rows as
with rows_here as (
    select line, {_named(log)} as name, {name(f"{ends}_earliest")} as taken, {name(f"{ends}_latest")} as latest,
        {began} as began, len(reasons) = 0 and unsound.line is null as is_sound_row,
        coalesce(list_contains(unsound_reasons, 'number_of_another_stay'), false) as is_another
    from typed left join unsound using (line) where {_is_dated(ends)} and {_named(log)} is not null
),
steps as (
    select name, taken, lag(taken) over (partition by name order by taken) as before_here
    from (select distinct name, taken from rows_here where not is_another)
),
befores as (
    select steps.*, state.first_latest,
        greatest(before_here, case when state.newest < steps.taken then state.newest end) as before
    from steps left join (select * from snapshot_stays where {of_layout}) as state on state.key = steps.name
),
gaps as (
    select befores.*, there.latest as before_latest,
        coalesce(here.sounds - here.is_sound::integer - there.sounds > 0, false) as is_gap
    from befores join known_lists as here using (taken) left join known_lists as there on there.taken = befores.before
),
after_gaps as (
    select *, bool_or(is_gap) over (partition by name order by taken) as comes_back,
        min(case when is_gap then before_latest end) over (partition by name order by taken) as gone_from
    from gaps
),
firsts as (select name, min(latest) as first_latest from rows_here where not is_another group by name)
select rows_here.line, rows_here.name, rows_here.taken, rows_here.latest, rows_here.is_sound_row as is_read,
    rows_here.is_another or coalesce(comes_back, false) as is_named_again,
    case
        when rows_here.is_another or not rows_here.is_sound_row then null
        when comes_back and rows_here.began > gone_from then 'number_of_another_stay'
        when comes_back then 'conflicting_rows'
        when rows_here.began > least(firsts.first_latest, after_gaps.first_latest) then 'conflicting_rows'
    end as reason
from rows_here
left join after_gaps on after_gaps.name = rows_here.name and after_gaps.taken = rows_here.taken
left join firsts on firsts.name = rows_here.name
"""


def _faults(log: LogSchema, ends: str, said: list[str]) -> str:
    """Add to `unsound` what is wrong with rows of lists: no list, a stay that comes back, rows that disagree."""
    taken = name(f"{ends}_earliest")
    print_ = f"md5(concat_ws(chr(31), {', '.join(f'coalesce({one}::varchar, chr(30))' for one in said)}))"
    rows_here = f"select line, key, {taken} as taken, {print_} as print from typed where len(reasons) = 0"
    unlike, reason = differing(log)
    return f"""
create or replace temp table unsound as
with rows_here as ({rows_here}),
first_rows as (
    select * from typed where len(reasons) = 0 and {taken} is not null
    qualify row_number() over (partition by key order by {taken}, line) = 1
),
found as (
    select line, unnest(unsound_reasons) as reason from unsound
    union all
    select line, {literal(f"missing:{ends}")} from typed where {name(f"{ends}_text")} is null and len(reasons) = 0
    union all
    select line, reason from seen_rows where reason is not null
    union all
    select line, 'conflicting_rows' from rows_here join (
        select key, taken from rows_here group by key, taken having count(distinct print) > 1
    ) using (key, taken)
    union all
    select new.line, {literal(reason)} from typed as new join first_rows as earlier using (key)
    where len(new.reasons) = 0 and {unlike or "false"}
)
select line, list(distinct reason order by reason) as unsound_reasons from found group by line
"""
