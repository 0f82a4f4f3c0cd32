/*
item = "complaint_id"
description = "Complaints received in the period, how long it took to forward them without weekends, and their last moment."
materialized = true
*/
with sides as (
    select
        complaints.*,
        clocks.* exclude (complaint_id),
        complaint_within,
        crosses_a_bound(
            complaints.received_at_on, complaints.received_at_until, period_first, period_last
        ) as is_between_periods,
        received_latest + to_microseconds(complaint_within) as due_worked
    from records.complaints as complaints
    inner join complaint_clocks as clocks using (complaint_id)
    cross join settings
    where complaints.standing
)

select
    sides.complaint_id,
    sides.forwarded_at_text is null as is_unforwarded,
    lost.key is not null as correction_is_unreadable,
    sides.is_between_periods,
    sides.delivery_id,
    sides.line,
    sides.received_at_repeat is not null or sides.forwarded_at_repeat is not null as repeats,
    sides.forwarded_at_text is not null
    or covers(
        coverage_by_log.complaints, sides.received_at_earliest, days.starts + (sides.due_worked - days.worked)
    ) as absence_counts,
    within_limit_outcome(
        sides.received_earliest,
        sides.received_latest,
        coalesce(sides.forwarded_earliest, 'infinity'::timestamp),
        coalesce(sides.forwarded_latest, 'infinity'::timestamp),
        complaint_within,
        0
    ) as taken
from sides
cross join coverage_by_log
left join unreadable_corrections as lost on lost.log_name = 'complaints' and sides.key = lost.key
left join working_days as days on sides.due_worked >= days.worked and sides.due_worked < days.next_worked
