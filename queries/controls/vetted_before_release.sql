/*
title      = "Vetting before release"
question   = "Did any release happen before vetting?"
order      = 1
criteria   = ["vet_before_release"]
population = "stays_released"
needs      = ["bookings", "checks"]
needs_columns = ["bookings.released_at"]
met        = "Some final check was surely completed before the release."
exception  = "No final check is on record before the release."
effect     = "A person may have left before the facility knew of a notice it must act on."
cannot_see = "A stay that was never written down, and a check made but never logged."

[settled_by]
between_periods   = "A closer time of the release: it is known only as between two moments, one in the period and one not."
link_unclear      = "The booking number of the check as the jail system has it, with its zeros: restore_zeros."
before_booking    = "Of which stay the check is, and when that person was booked."
authority_unclear = "Whether the officer who made the check was authorised at that moment."
record_unreadable = "The checks row that names this stay and could not be read, delivered again."
not_covered       = "A checks log that covers the stay from booking to release."
clock_error       = "How far the clock of the checks log and that of the bookings log were apart that day."
repeated_hour     = "Whether the time in the hour that came twice belongs to its first or its second pass."
time_missing      = "When the check was completed."
precision         = "The seconds of the check's completion and of the release."
*/
select
    booking_id as item,
    case
        when booking_is_unreadable then 'undetermined'
        when ended_without_release or not in_scope then 'out_of_scope'
        when is_between_periods then 'undetermined'
        else outcome
    end as outcome,
    case
        when booking_is_unreadable then 'record_unreadable'
        when ended_without_release then 'not_released'
        when not in_scope then 'commitment_out_of_scope'
        when is_between_periods then 'between_periods'
        when outcome = 'met' then 'before_release'
        when outcome = 'exception' and finals > 0 then 'after_release'
        when outcome = 'exception' and checks_of_the_stay = 0 then 'no_check'
        when outcome = 'exception' then 'no_final_result'
        when
            authority_is_in_doubt
            and without_clock <> 'met'
            and not lacks_record
            then case when authority_is_unreadable then 'record_unreadable' else 'authority_unclear' end
        else why_undetermined(
            lacks_link, is_only_too_early, lacks_record and without_clock <> 'met', lacks_cover,
            without_clock, by_reading, without_missing, any_repeats, misses
        )
    end as reason,
    list_filter([
        witness('bookings', delivery_id, line),
        case
            when outcome = 'met' then witness('checks', sure_check.delivery_id, sure_check.line)
            when earliest_check is not null then witness(
                'checks',
                coalesce(possible_check, earliest_check).delivery_id,
                coalesce(possible_check, earliest_check).line
            )
        end
    ], lambda record: record is not null) as witness
from vetting
order by item
