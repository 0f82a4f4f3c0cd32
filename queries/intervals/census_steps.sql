/*
item = "facility_id, count"
description = "Each head count with the change since the one before, and the least and greatest change that the records allow."
materialized = true
*/
-- Of two counts that may have been taken in either order it is not known which way the events between them count.
with counts as (
    select
        facility_id,
        delivery_id,
        line,
        counted_at_text as counted_text,
        counted_at_earliest as to_earliest,
        counted_at_latest as to_latest,
        lag(counted_at_earliest) over by_time as from_earliest,
        lag(counted_at_latest) over by_time as from_latest,
        headcount - lag(headcount) over by_time as change_count,
        lag(counted_at_latest) over by_time < counted_at_earliest as in_turn
    from records.census
    where standing
    window by_time as (partition by facility_id order by counted_at_earliest, counted_at_latest, line)
),

moves as (
    select
        facility_id,
        booked_earliest - to_microseconds(slack_bookings_census) as earliest,
        booked_latest + to_microseconds(slack_bookings_census) as latest,
        1 as change
    from stays
    cross join settings
    union all
    select
        facility_id,
        released_earliest - to_microseconds(slack_bookings_census) as earliest,
        released_latest + to_microseconds(slack_bookings_census) as latest,
        -1 as change
    from stays
    cross join settings
    where released_earliest is not null
    union all
    select
        stays.facility_id,
        movements.out_at_earliest - to_microseconds(slack_census_movements) as earliest,
        movements.out_at_latest + to_microseconds(slack_census_movements) as latest,
        -1 as change
    from records.movements as movements
    inner join stays using (booking_id)
    cross join settings
    where movements.standing
    union all
    select
        stays.facility_id,
        movements.in_at_earliest - to_microseconds(slack_census_movements) as earliest,
        movements.in_at_latest + to_microseconds(slack_census_movements) as latest,
        1 as change
    from records.movements as movements
    inner join stays using (booking_id)
    cross join settings
    where movements.standing and movements.in_at_earliest is not null
)

select
    counts.facility_id,
    counts.counted_text,
    counts.change_count,
    counts.delivery_id,
    counts.line,
    counts.from_earliest,
    counts.to_latest,
    count(moves.change) as move_count,
    count(moves.change) filter (where moves.earliest > counts.from_latest and moves.latest < counts.to_earliest)
        as sure_count,
    coalesce(sum(case when counts.in_turn then moves.change else -abs(moves.change) end) filter (
        where
        not counts.in_turn
        or moves.change < 0
        or (moves.earliest > counts.from_latest and moves.latest < counts.to_earliest)
    ), 0) as least_change,
    coalesce(sum(case when counts.in_turn then moves.change else abs(moves.change) end) filter (
        where
        not counts.in_turn
        or moves.change > 0
        or (moves.earliest > counts.from_latest and moves.latest < counts.to_earliest)
    ), 0) as greatest_change
from counts
left join moves
    on
        counts.facility_id = moves.facility_id
        and moves.latest >= counts.from_earliest
        and moves.earliest <= greatest(counts.from_latest, counts.to_latest)
where counts.change_count is not null
group by all
