-- The books of each control.
select control, outcome, count(*) as items from outcomes group by control, outcome order by control, outcome;

-- The headline asked anew in the plainest way: released stays in force, and the first final check of each.
with standing as (
    select * from bookings
    qualify row_number() over (
        partition by booking_id order by delivery::integer desc, line::bigint
    ) = 1
),
first_final as (
    select booking_id, min(coalesce(completed_at_latest, recorded_at_latest)) as done_latest
    from checks
    where result in ('clear', 'wanted', 'no_record', 'undetermined')
    group by booking_id
)
select
    outcomes.outcome,
    outcomes.reason,
    count(*) as stays,
    count(*) filter (where first_final.done_latest < standing.released_at_earliest) as check_before_release
from outcomes
join standing on standing.booking_id = outcomes.item
left join first_final using (booking_id)
where outcomes.control = 'vetted_before_release'
group by outcomes.outcome, outcomes.reason
order by outcomes.outcome, outcomes.reason;
