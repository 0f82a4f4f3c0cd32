-- The offsets of the agency's time zone from UTC in each week of the local and the UTC calendar. A week in which the
-- clocks change has the offset before and the one after, and the moment of the change.
-- Beside them stands what typing asks for, in whole microseconds: the number of the week, in the UTC calendar below zero,
-- and the time before which the offset before holds and that from which the one after does. Between them a local time
-- comes twice, its readings so far apart as `repeat` says, or never.
-- The parts are texts: stretches of one offset as start/end/seconds, changes as calendar/week/moment/seconds/seconds.
create or replace temp table zone_weeks as
with stretches as (
    select
        split_part(said, '/', 1)::timestamp as starts,
        split_part(said, '/', 2)::timestamp as ends,
        to_seconds(split_part(said, '/', 3)::bigint) as utc_offset
    from (select unnest(string_split(${stretches}, ';')) as said) as given
),

turns as (
    select
        split_part(said, '/', 1) as calendar,
        split_part(said, '/', 2)::date as week,
        split_part(said, '/', 3)::timestamp as change_at,
        to_seconds(split_part(said, '/', 4)::bigint) as offset_before,
        to_seconds(split_part(said, '/', 5)::bigint) as offset_after
    from (select unnest(string_split(${turns}, ';')) as said) as given
    where said <> ''
),

middles as (
    select
        unnest(generate_series(date_trunc('week', starts), ends, interval 7 day)) + interval 84 hour as middle,
        *
    from stretches
),

weeks as (
    select
        calendars.calendar,
        date_trunc('week', middle)::date as week,
        utc_offset
    from middles
    cross join (values ('local'), ('utc')) as calendars (calendar)
    where middle >= starts and middle < ends
),

placed as (
    select
        weeks.calendar,
        weeks.week,
        coalesce(turns.offset_before, utc_offset) as offset_before,
        coalesce(turns.offset_after, utc_offset) as offset_after,
        turns.change_at,
        epoch_us(turns.change_at) as change_us,
        epoch_us(coalesce(turns.offset_before, utc_offset)) as before_us,
        epoch_us(coalesce(turns.offset_after, utc_offset)) as after_us
    from weeks
    left join turns using (calendar, week)
)

select
    calendar,
    week,
    offset_before,
    offset_after,
    change_at,
    case when calendar = 'local' then 1 else -1 end * week_number(epoch_us(week::timestamp)) as number,
    before_us,
    after_us,
    greatest(before_us, after_us) as most_us,
    least(before_us, after_us) as least_us,
    coalesce(
        change_us + case when calendar = 'local' then least(before_us, after_us) else 0 end, 9000000000000000000
    ) as before_until,
    coalesce(
        change_us + case when calendar = 'local' then greatest(before_us, after_us) else 0 end, 9000000000000000000
    ) as after_from,
    case when after_us < before_us then offset_before - offset_after end as repeat
from placed
