/*
title      = "Notice of a hit before release"
question   = "Was anyone released before ICE was told of a hit?"
order      = 2
criteria   = ["notify_of_hits"]
population = "hits_released"
needs      = ["bookings", "checks", "notifications"]
needs_columns = ["bookings.released_at"]
met        = "Some notice to ICE was surely sent before the release."
exception  = "A wanted result came before the release and no notice is on record before it."
effect     = "A person whom ICE wants may have left before ICE knew."
cannot_see = "A notice given by telephone or in person and never logged."

[settled_by]
between_periods   = "A closer time of the release: it is known only as between two moments, one in the period and one not."
link_unclear      = "The booking number of the notice as the jail system has it, with its zeros: restore_zeros."
before_booking    = "Of which stay the hit or the notice is, and when that person was booked."
record_unreadable = "The checks or notifications row of this stay that could not be read, delivered again."
not_covered       = "A notifications log that covers the stay from booking to release."
clock_error       = "How far the clocks of the bookings, checks and notifications logs were apart that day."
repeated_hour     = "Whether the time in the hour that came twice belongs to its first or its second pass."
time_missing      = "When the check that found the person wanted was completed."
precision         = "The seconds of the hit, of the notice and of the release."
*/
select
    booking_id as item,
    case when ended_without_release and not booking_is_unreadable then 'out_of_scope' else outcome end as outcome,
    case
        when booking_is_unreadable then 'record_unreadable'
        when ended_without_release then 'not_released'
        when is_between_periods then 'between_periods'
        when outcome = 'met' then 'notice_before_release'
        when outcome = 'exception' and notice_earliest is null then 'no_notice'
        when outcome = 'exception' then 'after_release'
        when hits_are_too_early then 'before_booking'
        else why_undetermined(
            is_near and no_notice_without_clock_error and hit_is_sure_without_clock_error,
            is_too_early_without_clock_error and no_notice_without_clock_error and hit_is_sure_without_clock_error,
            is_unreadable and no_notice_without_clock_error and hit_is_sure_without_clock_error
            or hit_is_unreadable and not hit_is_sure_without_clock_error and no_notice_without_clock_error
            or notice_is_unreadable and without_clock <> 'met',
            not is_covered and no_notice_without_clock_error and hit_is_sure_without_clock_error,
            without_clock, repeats, case when misses then 'met' else 'undetermined' end, repeats, misses
        )
    end as reason,
    list_filter([
        witness('bookings', delivery_id, line),
        witness('checks', hit_check.delivery_id, hit_check.line),
        case when shown is not null then witness('notifications', shown.delivery_id, shown.line) end
    ], lambda record: record is not null) as witness
from notices_of_released
order by item
