-- Every list of one layout by the time at which it was taken, in order: how often it came, whether absence from it means
-- something, how many such lists there are up to it, and which is the next. Of a list that came again the last delivery.
create or replace temp table dated_lists as
with rows_here as (
    select
        *,
        ${of_sound} as of_sound
    from ${lists}
    where ${of_layout} and earliest is not null
),

lists as (
    select
        earliest as taken,
        max(latest) as latest,
        bool_or(skipped) as skipped,
        any_value("on") as local_day,
        arg_max(text, delivery_id) as text,
        max(delivery_id) as delivery_id,
        arg_max(line, delivery_id) as line,
        count(distinct delivery_id) as times,
        bool_and(of_sound) as is_sound
    from rows_here
    group by earliest
)

select
    *,
    sum(is_sound::integer) over (order by taken) as sounds,
    lag(taken) over (order by taken) as taken_before,
    min(case when is_sound then taken end)
        over (order by taken rows between 1 following and unbounded following) as next_sound
from lists
