/*
item = "owner, earliest"
description = "The time that lists of those in custody speak for: from one list to the next, where the two are no further apart on the clock on the wall than the policy allows. A list in a file that the manifest contradicts may lack some: it speaks for nothing. A list surely speaks from the last moment at which it may have been taken, to the first."
materialized = true
*/
with told as (
    select
        named.log_name,
        named.file,
        named.delivery_id,
        named.line,
        manifest.state = 'matches' as is_matched,
        case when named.has_digest and named.has_name then 3 when named.has_digest then 2 else 1 end as how_surely
    from files_named as named
    inner join manifest_files as manifest on named.delivery_id = manifest.delivery_id and named.line = manifest.line
),

ranked as (
    select
        *,
        max(how_surely) over (partition by delivery_id, line) as most_surely
    from told
),

contradicted as (
    select
        log_name,
        file
    from ranked
    where how_surely = most_surely
    group by log_name, file
    having not bool_or(is_matched)
),

lists as (
    select
        taken.log as owner,
        taken.layout,
        taken.earliest,
        max(taken.latest) as latest,
        max(taken.at_most) as at_most
    from records.snapshot_lists as taken
    inner join records.delivered as own on taken.delivery_id = own.delivery_id
    left join contradicted on taken.log = contradicted.log_name and own.file = contradicted.file
    where taken.earliest is not null and contradicted.file is null
    group by taken.log, taken.layout, taken.earliest
),

placed as (
    select
        lists.owner,
        lists.layout,
        lists.earliest,
        lists.latest,
        lists.at_most,
        local_of(lists.earliest, offset_before, offset_after, change_at) as on_the_wall
    from lists
    left join zone_weeks on zone_weeks.calendar = 'utc' and zone_weeks.week = zone_week(lists.earliest)
),

steps as (
    select
        *,
        date_diff('microsecond', lag(on_the_wall) over (partition by owner, layout order by earliest), on_the_wall)
            as apart
    from placed
),

numbered as (
    select
        *,
        sum(case when apart <= at_most then 0 else 1 end)
            over (partition by owner, layout order by earliest rows unbounded preceding) as island
    from steps
)

select
    owner,
    min(latest) as earliest,
    max(earliest) as latest
from numbered
group by owner, layout, island
having min(latest) <= max(earliest)
