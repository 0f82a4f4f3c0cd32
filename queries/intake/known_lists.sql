-- All lists known, this file's too, numbered by those from which absence means something: whose every row has an id.
create or replace temp table known_lists as
with every as (
    select
        earliest,
        latest,
        ${is_sound} as is_sound
    from snapshot_lists
    where ${of_layout} and earliest is not null
    union all
    select
        earliest,
        latest,
        not exists (${nameless_rows}) as is_sound
    from file_lists
),

lists as (
    select
        earliest as taken,
        max(latest) as latest,
        bool_and(is_sound) as is_sound
    from every
    group by earliest
)

select
    *,
    sum(is_sound::integer) over (order by taken) as sounds
from lists
