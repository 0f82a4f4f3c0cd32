/*
title      = "Custody changed on paper"
question   = "Was anyone's custody passed to ICE on paper, without their leaving?"
order      = 13
criteria   = ["custody_follows_the_person"]
population = "released_to_ice"
needs      = ["bookings", "holds"]
needs_columns = ["bookings.released_at", "bookings.release_reason"]
met        = "No ICE hold on record starts within an hour of the release, or each was surely placed apart from it."
exception  = "An ICE hold starts at the moment of the release, and no movement is on record."
effect     = "A person may have stayed in the jail for ICE after the custody had ended on paper."
cannot_see = "Where the person was, and a movement that was made and never logged."

[settled_by]
between_periods   = "A closer time of the release: it is known only as between two moments, one in the period and one not."
link_unclear      = "The booking number of the hold or the movement as the jail system has it, with its zeros: restore_zeros."
record_unreadable = "The bookings, holds or movements row that names this stay and could not be read, delivered again."
not_covered       = "A holds log that covers the hour on both sides of the release, and a movements log that covers the stay."
clock_error       = "How far the clock of the bookings log and that of the holds log were apart that day."
repeated_hour     = "Whether the time in the hour that came twice belongs to its first or its second pass."
precision         = "Where the person was from the hold's placing until they left; if it has the release's minute, the seconds of both."
*/
select
    booking_id as item,
    case
        when booking_is_unreadable then 'undetermined'
        when ended_without_release then 'out_of_scope'
        when is_between_periods then 'undetermined'
        else outcome
    end as outcome,
    case
        when booking_is_unreadable then 'record_unreadable'
        when ended_without_release then 'not_released'
        when is_between_periods then 'between_periods'
        when outcome = 'met' and ice_hold is null then 'no_hold_near'
        when outcome = 'met' then 'hold_apart'
        when outcome = 'exception' then 'paper_change'
        else why_undetermined(
            not is_sure_without_clock_error and case when lacks_movement then movement_is_near else hold_is_near end,
            false,
            not is_sure_without_clock_error
            and case when lacks_movement then movement_is_unreadable else hold_is_unreadable end,
            not is_sure_without_clock_error
            and case when lacks_movement then not movements_cover else ice_hold is null and not holds_cover end,
            without_clock,
            repeats or released_is_ambiguous, 'undetermined', false, false
        )
    end as reason,
    list_filter([
        witness('bookings', delivery_id, line),
        case when ice_hold is not null then witness('holds', ice_hold.delivery_id, ice_hold.line) end
    ], lambda record: record is not null) as witness
from custody_transfers_to_ice
order by item
