/*
title      = "Checks within scope"
question   = "Was anyone screened whom the programme does not cover?"
order      = 5
criteria   = ["screen_in_scope"]
population = "checks_made"
needs      = ["bookings", "checks"]
met        = "The stay is on record and in scope and, if the policy asks it, the check surely followed the commitment."
exception  = "The check belongs to no stay on record, or to one that the programme does not cover."
effect     = "A person may have been screened without a ground in the programme's own rules."
cannot_see = "A look-up that was made and never logged."

[settled_by]
between_periods   = "A closer time of the check: it is known only as between two moments, one in the period and one not."
link_unclear      = "The booking number of the check as the jail system has it, with its zeros: restore_zeros."
before_booking    = "Of which stay the check is, and when that person was booked."
record_unreadable = "The bookings row of this stay, or the checks row of this check, delivered so that it can be read."
not_covered       = "A bookings log that covers the time of the check."
time_missing      = "When the judge committed the person."
clock_error       = "How far the clock of the bookings log and that of the checks log were apart that day."
repeated_hour     = "Whether the time in the hour that came twice belongs to its first or its second pass."
precision         = "The seconds of the commitment and of the check."
*/
with judged as (
    select
        *,
        stay_is_unreadable or correction_is_unreadable as row_is_unreadable,
        case
            when is_between_periods or stay_is_unreadable or correction_is_unreadable then 'undetermined'
            when not stay_is_known and bookings_cover and not link_is_near then 'exception'
            when not stay_is_known or is_too_early then 'undetermined'
            when not in_scope then 'exception'
            when not check_after_commitment then 'met'
            when committed_latest is null then 'undetermined'
            when surely_before(moment_latest, committed_earliest, slack) then 'exception'
            when not possibly_before(moment_earliest, committed_latest, slack) then 'met'
            else 'undetermined'
        end as outcome
    from acts_of_checking
)

select
    check_id as item,
    outcome,
    case
        when outcome = 'met' then 'in_scope'
        when outcome = 'exception' and not stay_is_known then 'no_booking'
        when outcome = 'exception' and not in_scope then 'commitment_out_of_scope'
        when outcome = 'exception' then 'before_commitment'
        when is_between_periods then 'between_periods'
        when link_is_near then 'link_unclear'
        when is_too_early_without_clock_error then 'before_booking'
        when row_is_unreadable then 'record_unreadable'
        when not stay_is_known then 'not_covered'
        when committed_latest is null then 'time_missing'
        when not possibly_before(moment_earliest, committed_latest, 0)
            or surely_before(moment_latest, committed_earliest, 0) then 'clock_error'
        when moment_repeats or committed_repeats then 'repeated_hour'
        else 'precision'
    end as reason,
    list_filter([
        witness('checks', delivery_id, line),
        case when stay_is_known then witness('bookings', stay_delivery_id, stay_line) end
    ], lambda record: record is not null) as witness
from judged
order by item
