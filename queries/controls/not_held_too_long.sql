/*
title      = "Release after it was authorised"
question   = "Was anyone held after their release was authorised?"
order      = 4
criteria   = ["release_when_authorised"]
population = "stays_released"
needs      = ["bookings"]
needs_columns = ["bookings.released_at"]
optional_logs       = ["holds"]
met        = "The release surely came within the limit, or other grounds for custody surely cover all the time past it."
exception  = "The release came later than the limit after it was authorised, and no other ground for custody covers the time."
effect     = "A person may have been kept without a lawful ground."
cannot_see = "A court order that the logs do not name, and time spent on the road."

[settled_by]
between_periods   = "A closer time of the release: it is known only as between two moments, one in the period and one not."
link_unclear               = "The booking number of the hold as the jail system has it, with its zeros: restore_zeros."
authorization_time_missing = "When the release was authorised."
record_unreadable          = "The bookings or holds row that names this stay and could not be read, delivered again."
holds_not_covered          = "A holds log that covers the time from the authorised release to the release."
clock_error                = "How far the clock of the bookings log and that of the holds log were apart that day."
repeated_hour              = "Whether the time in the hour that came twice belongs to its first or its second pass."
precision                  = "The seconds of the authorised release, of the release and of the holds around them."
*/
with judged as (
    select
        *,
        case
            when booking_is_unreadable then 'undetermined'
            when ended_without_release then 'out_of_scope'
            when is_between_periods then 'undetermined'
            when taken = 'met' or surely_held then 'met'
            when taken = 'exception' and not possibly_held and is_covered and not is_unreadable and not is_near
                then 'exception'
            else 'undetermined'
        end as outcome
    from detention_after_authorization
)

select
    booking_id as item,
    outcome,
    case
        when booking_is_unreadable then 'record_unreadable'
        when ended_without_release then 'not_released'
        when is_between_periods then 'between_periods'
        when taken = 'met' then 'released_in_time'
        when outcome = 'met' then 'covered_by_hold'
        when outcome = 'exception' and on_ice_hold then 'ice_hold_only'
        when outcome = 'exception' then 'late_release'
        when authorized_earliest is null then 'authorization_time_missing'
        when taken = 'exception' and not possibly_held_without_clock_error and is_near then 'link_unclear'
        when taken = 'exception' and not possibly_held_without_clock_error and is_unreadable then 'record_unreadable'
        when taken = 'exception' and not possibly_held_without_clock_error and not is_covered then 'holds_not_covered'
        when taken = 'exception' and possibly_held_without_clock_error and not surely_held_without_clock_error
            and hold_may_be_revised then 'record_unreadable'
        when
            surely_held_without_clock_error or taken = 'exception' and not possibly_held_without_clock_error
            then 'clock_error'
        when repeats then 'repeated_hour'
        else 'precision'
    end as reason,
    case
        when ended_without_release then false
        when booking_is_unreadable or is_between_periods or taken = 'undetermined' then null
        else taken = 'exception'
    end as exceeded_the_limit,
    list_filter([
        witness('bookings', delivery_id, line),
        case when on_ice_hold and outcome = 'exception' then witness('holds', ice_hold.delivery_id, ice_hold.line) end
    ], lambda record: record is not null) as witness
from judged
order by item
