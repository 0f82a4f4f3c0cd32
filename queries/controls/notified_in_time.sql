/*
title      = "Time from hit to notice"
question   = "Was ICE told of each hit within the limit?"
order      = 3
criteria   = ["notify_of_hits"]
population = "hits_found"
needs      = ["bookings", "checks", "notifications"]
met        = "The first notice surely came within the limit after the earliest hit, or before it."
exception  = "No notice is on record within the limit after the wanted result."
effect     = "The stated aim of telling ICE in real time was not reached."
cannot_see = "A notice given by telephone or in person and never logged."

[settled_by]
between_periods   = "A closer time of the hit: it is known only as between two moments, one in the period and one not."
link_unclear      = "The booking number of the notice as the jail system has it, with its zeros: restore_zeros."
before_booking    = "Of which stay the hit or the notice is, and when that person was booked."
record_unreadable = "The bookings, checks or notifications row of this stay that could not be read, delivered again."
not_covered       = "A notifications log that covers the time from the hit to the end of the limit."
clock_error       = "How far the clock of the checks log and that of the notifications log were apart that day."
repeated_hour     = "Whether the time in the hour that came twice belongs to its first or its second pass."
time_missing      = "When the check that found the person wanted was completed."
precision         = "The seconds of the hit and of the notice."
*/
select
    booking_id as item,
    case when taken = 'exception' and not absence_counts then 'undetermined' else taken end as outcome,
    case
        when taken = 'met' then 'notified_in_time'
        when taken = 'exception' and absence_counts and notice_earliest is null then 'no_notice'
        when taken = 'exception' and absence_counts then 'notified_late'
        when booking_is_unreadable then 'record_unreadable'
        when is_between_periods then 'between_periods'
        when hit_is_unreadable then 'record_unreadable'
        when hit_earliest_without_clock_error is null then 'before_booking'
        else why_undetermined(
            taken_without_clock_error = 'exception' and is_near,
            taken_without_clock_error = 'exception' and is_too_early_without_clock_error,
            taken_without_clock_error = 'exception' and is_unreadable
            or taken_without_clock_error <> 'met' and notice_is_unreadable,
            taken_without_clock_error = 'exception' and not is_covered_without_clock_error,
            case
                when taken_without_clock_error = 'met' or absence_counts_without_clock_error
                    then taken_without_clock_error
                else 'undetermined'
            end,
            repeats, case when misses then 'met' else 'undetermined' end, repeats, misses
        )
    end as reason,
    list_filter([
        witness('checks', hit_check.delivery_id, hit_check.line),
        case
            when any_notice is not null then witness(
                'notifications',
                coalesce(sure_notice, any_notice).delivery_id,
                coalesce(sure_notice, any_notice).line
            )
        end
    ], lambda record: record is not null) as witness
from notices_of_hits
order by item
