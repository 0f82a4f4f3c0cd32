-- The last list that names each stay without a break (`last`), and the list after which the stay surely ended (`after`).
-- A stay that is named again after a list that lacks it ended before that list (`gone`). Where only some deliveries of the
-- last list name it, it is sure up to the last list before that names it for certain.
create or replace temp table last_named as
with broken as (
    select counted.key
    from counted_stays as counted
    inner join dated_lists as begun on begun.taken = counted.first
    inner join dated_lists as ended on ended.taken = counted.last
    where named <> ended.sounds - begun.sounds + begun.is_sound::integer
),

steps as (
    select
        key,
        taken,
        sounds,
        lead(sounds - is_sound::integer) over own as next_sounds
    from all_sightings
    semi join broken using (key)
    inner join dated_lists using (taken)
    window own as (partition by key order by taken)
),

gone as (
    select
        key,
        min(taken) as last
    from steps
    where next_sounds > sounds
    group by key
),

lasts as (
    select
        key,
        coalesce(gone.last, counted_stays.last) as last
    from counted_stays
    left join gone using (key)
),

sure as (
    select
        key,
        max(taken) as last
    from all_sightings
    semi join doubted_sightings as doubts using (key)
    inner join lasts using (key)
    anti join doubted_sightings as same using (key, taken)
    where taken <= lasts.last
    group by key
)

select
    lasts.key,
    lasts.last,
    case when doubted.key is null then lasts.last else coalesce(sure.last, list.taken_before, lasts.last) end as after
from lasts
inner join dated_lists as list on list.taken = lasts.last
left join doubted_sightings as doubted on doubted.key = lasts.key and doubted.taken = lasts.last
left join sure on sure.key = lasts.key
