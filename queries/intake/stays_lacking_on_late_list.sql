-- Sets aside what a late list says of each stay which it lacks between two lists that name the stay. The stay came back, or
-- the list is wrong: it is not told here, so the row that is not there is set aside as one.
insert into quarantine
with seen as (
    select distinct
        key,
        taken
    from snapshot_sightings
    where ${of_layout}
),

counted as (
    select
        key,
        min(taken) as first,
        max(taken) as last,
        count(*) filter (is_sound) as named
    from seen
    inner join known_lists using (taken)
    group by key
)

select
    ${delivery_id} as delivery_id,
    ${log} as log,
    (select min(line) from file_lists) as line,
    '' as raw,
    ['conflicting_rows'] as reasons,
    key,
    ${booking_id} as booking_id,
    null as officer_id,
    null as cells,
    null as earliest,
    null as latest,
    [] as times,
    true as unmended
from counted
inner join known_lists as begun on begun.taken = counted.first
inner join known_lists as ended on ended.taken = counted.last
where
    key in (select key from ${records})
    and named <> ended.sounds - begun.sounds + begun.is_sound::integer
    and key not in (
        select key
        from quarantine
        where log = ${log} and unmended and list_contains(reasons, 'conflicting_rows') and key is not null
    )
order by key
