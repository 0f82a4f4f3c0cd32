/*
title      = "Notice or hold before a release to ICE"
question   = "Was anyone released to ICE with no notice and no ICE hold on record?"
order      = 11
criteria   = ["pickups_are_on_record"]
population = "released_to_ice"
needs      = ["bookings", "notifications"]
needs_columns = ["bookings.released_at", "bookings.release_reason"]
met        = "A notice to ICE or an ICE hold surely came before the release."
exception  = "No notice to ICE and no ICE hold is on record before the release to ICE."
effect     = "ICE may have been told outside the logged channels."
cannot_see = "How ICE came to know, and a pick-up that was recorded as another kind of release."

[settled_by]
between_periods   = "A closer time of the release: it is known only as between two moments, one in the period and one not."
link_unclear      = "The booking number of the notice or the hold as the jail system has it, with its zeros: restore_zeros."
before_booking    = "Of which stay the notice is, and when that person was booked."
record_unreadable = "The bookings, notifications or holds row that names this stay and could not be read, delivered again."
not_covered       = "A notifications log that covers the stay from booking to release."
holds_not_covered = "A holds log that covers the stay from booking to release."
clock_error       = "How far the clocks of the bookings, notifications and holds logs were apart that day."
repeated_hour     = "Whether the time in the hour that came twice belongs to its first or its second pass."
precision         = "The seconds of the release and of the notice or hold nearest to it."
*/
with judged as (
    select
        *,
        case
            when booking_is_unreadable then 'undetermined'
            when ended_without_release then 'out_of_scope'
            when is_between_periods then 'undetermined'
            else three_valued_outcome(is_sure, is_possible, is_whole and not is_too_early)
        end as outcome,
        three_valued_outcome(
            is_sure_without_clock_error, is_possible_without_clock_error,
            is_whole and not is_too_early_without_clock_error
        ) as without_clock
    from notice_before_ice_release
)

select
    booking_id as item,
    outcome,
    case
        when booking_is_unreadable then 'record_unreadable'
        when ended_without_release then 'not_released'
        when is_between_periods then 'between_periods'
        when outcome = 'met' then 'notice_or_hold_on_record'
        when outcome = 'exception' then 'no_notice_or_hold'
        when
            not is_possible_without_clock_error and not is_unreadable and not is_near
            and not is_too_early_without_clock_error and notices_cover and not holds_cover
            then 'holds_not_covered'
        else why_undetermined(
            not is_possible_without_clock_error and is_near,
            not is_possible_without_clock_error and is_too_early_without_clock_error,
            not is_possible_without_clock_error and is_unreadable
            or is_unreadable_evidence and without_clock <> 'met',
            not is_possible_without_clock_error and not is_whole,
            without_clock, any_repeats, 'undetermined', any_repeats, false
        )
    end as reason,
    list_filter([
        witness('bookings', delivery_id, line),
        case when notice is not null then witness('notifications', notice.delivery_id, notice.line) end,
        case when ice_hold is not null then witness('holds', ice_hold.delivery_id, ice_hold.line) end
    ], lambda record: record is not null) as witness
from judged
order by item
