"""Works out from all lists when each stay ended: after the last list that names it, by the next that lacks it.

It is worked out again from all that the lists name, so that it does not depend on the order in which they came. A stay
that is named again after a list that lacks it ended before that list. One on the last list has not ended.
"""

from collections.abc import Iterator

from reporter import warehouse
from reporter.config.log_policy import BETWEEN
from reporter.config.log_schemas import LogSchema, schemas
from reporter.ingest.joined_rows import stored_parts
from reporter.ingest.snapshot_mending import sound_deliveries
from reporter.ingest.snapshots import TABLES
from reporter.warehouse import Connection, literal, name

_MADE = ("dated_lists", "sightings_again", "doubted_sightings", "counted_stays", "last_named", "stays_ended")


def fill_all(connection: Connection, prefix: str = "") -> None:
    """Give each stay that stands on lists its end."""
    layouts = warehouse.rows(connection, f"select distinct log, layout, ends from {prefix}snapshot_lists order by all")
    known = schemas()
    for log, layout, ends in layouts:
        for statement in _fill(known[log], layout, ends, prefix):
            connection.execute(statement)
    if layouts:
        for table in _MADE:
            connection.execute(f"drop table if exists temp.{table}")


def copy_as_of() -> Iterator[str]:
    """Yield the statements that copy from `stored` what the lists of some deliveries said, under their numbers then."""
    for table in TABLES:
        if table == "snapshot_stays":
            continue
        yield (
            f"create table records.{table} as select held.* replace (known.then_id as delivery_id) "
            f"from stored.{table} as held join known on known.now_id = held.delivery_id "
            "order by known.then_id, line"
        )


def _fill(log: LogSchema, layout: int, ends: str, prefix: str) -> Iterator[str]:
    of_layout = f"log = {literal(log.name)} and layout = {layout}"
    base = f"{prefix}{log.name}"
    yield f"""
create or replace temp table dated_lists as
with rows_here as (
    select *, {sound_deliveries(log.name, prefix)} as of_sound from {prefix}snapshot_lists
    where {of_layout} and earliest is not null
),
lists as (
    select earliest as taken, max(latest) as latest, bool_or(skipped) as skipped, any_value("on") as local_day,
        arg_max(text, delivery_id) as text, max(delivery_id) as delivery_id, arg_max(line, delivery_id) as line,
        count(distinct delivery_id) as times, bool_and(of_sound) as is_sound
    from rows_here group by earliest
)
select *, sum(is_sound::integer) over (order by taken) as sounds, lag(taken) over (order by taken) as taken_before,
    min(case when is_sound then taken end) over (order by taken rows between 1 following and unbounded following)
        as next_sound
from lists
"""
    # A list that came once names each stay once; what came more often is looked at apart.
    yield f"""
create or replace temp view sightings_once as
select key, taken from {prefix}snapshot_sightings
where {of_layout} and taken not in (select taken from dated_lists where times > 1)
"""
    yield f"""
create or replace temp table sightings_again as
select key, taken, count(distinct delivery_id) as told from {prefix}snapshot_sightings
where {of_layout} and taken in (select taken from dated_lists where times > 1) group by key, taken
"""
    # Of a list that came twice, and not as two parts, only what both name is sure.
    yield """
create or replace temp table doubted_sightings as
with overlapping as (select taken from sightings_again group by taken having sum(told) > count(*))
select key, taken from sightings_again join dated_lists using (taken)
where taken in (select taken from overlapping) and told < times
"""
    yield """
create or replace temp table counted_stays as
select key, min(taken) as first, max(taken) as last, count(*) filter (is_sound) as named
from (select key, taken from sightings_once union all select key, taken from sightings_again)
join dated_lists using (taken) group by key
"""
    yield """
create or replace temp table last_named as
with broken as (
    select counted.key from counted_stays as counted
    join dated_lists as begun on begun.taken = counted.first
    join dated_lists as ended on ended.taken = counted.last
    where named <> ended.sounds - begun.sounds + begun.is_sound::integer
),
steps as (
    select key, taken, sounds, lead(sounds - is_sound::integer) over own as next_sounds
    from (select key, taken from sightings_once union all select key, taken from sightings_again)
    semi join broken using (key) join dated_lists using (taken)
    window own as (partition by key order by taken)
),
gone as (select key, min(taken) as last from steps where next_sounds > sounds group by key),
lasts as (select key, coalesce(gone.last, counted_stays.last) as last from counted_stays left join gone using (key)),
sure as (
    select key, max(taken) as last
    from (select key, taken from sightings_once union all select key, taken from sightings_again)
    semi join doubted_sightings using (key) join lasts using (key)
    anti join doubted_sightings using (key, taken)
    where taken <= lasts.last group by key
)
select lasts.key, lasts.last,
    case when doubted.key is null then lasts.last else coalesce(sure.last, list.taken_before, lasts.last) end as after
from lasts join dated_lists as list on list.taken = lasts.last
left join doubted_sightings as doubted on doubted.key = lasts.key and doubted.taken = lasts.last
left join sure on sure.key = lasts.key
"""
    yield f"""
create or replace temp table stays_ended as
select last_named.key, after.taken as after_taken, gone.delivery_id as by_delivery_id, gone.line as by_line,
    after.text || {literal(BETWEEN)} || gone.text as said, after.taken as earliest, gone.latest as latest,
    coalesce(after.skipped or gone.skipped, false) as skipped, after.local_day as first_day, gone.local_day as last_day
from last_named
join dated_lists as list on list.taken = last_named.last
join dated_lists as after on after.taken = last_named.after
join dated_lists as gone on gone.taken = list.next_sound
"""
    parts = stored_parts(log, ends)
    of_lists = f"(select delivery_id from {prefix}snapshot_lists where {of_layout})"
    text = name(f"{ends}_text")
    yield (
        f"update {base} set {', '.join(f'{one} = null' for one in parts)} where {text} is not null "
        f"and delivery_id in {of_lists} and key not in (select key from stays_ended)"
    )
    values = ("said", "earliest", "latest", "null", "skipped", "first_day", "last_day")
    found = ", ".join(
        f"{part} = {'null' if value == 'null' else f'stays_ended.{value}'}"
        for part, value in zip(parts, values, strict=True)
    )
    yield (
        f"update {base} as own set {found} from stays_ended where own.key = stays_ended.key "
        f"and own.delivery_id in {of_lists} and own.{text} is distinct from stays_ended.said"
    )
    # The witness of a stay names the row in which it stands last, and the first row of the list that lacks it.
    own = f"{base} as own join stays_ended using (key)"
    place = f"{literal(log.name)}, own.delivery_id, own.line"
    where = f"own.standing and own.delivery_id in {of_lists}"
    yield (
        f"insert into {prefix}joined_into with named as (select key, taken, min(delivery_id) as by_delivery, "
        f"arg_min(line, delivery_id) as at_line from {prefix}snapshot_sightings "
        f"semi join stays_ended on stays_ended.key = snapshot_sightings.key and after_taken = taken "
        f"where {of_layout} group by key, taken) "
        f"select distinct * from (select {place}, by_delivery, at_line from {own} join named using (key) where {where} "
        f"and (by_delivery, at_line) <> (own.delivery_id, own.line) "
        f"union all select {place}, by_delivery_id, by_line from {own} where {where}) order by all"
    )
