/*
title      = "Custody changed on paper"
question   = "Was anyone's custody passed to ICE on paper, without their leaving?"
order      = 13
criteria   = ["custody_follows_the_person"]
population = "released_to_ice"
needs      = ["bookings", "holds"]
met        = "Each ICE hold was surely placed more than an hour before or after the release."
exception  = "An ICE hold starts at the moment of the release, and no movement is on record."
effect     = "A person may have been kept in the jail for ICE under another name."
cannot_see = "Where the person was, and a movement that was made and never logged."

[settled_by]
record_unreadable = "The holds or movements row that names this stay and could not be read, delivered again."
not_covered       = "The ICE hold on which the person was handed over, or a movements log that covers the hours before the release."
clock_error       = "How far the clock of the bookings log and that of the holds log were apart that day."
repeated_hour     = "Whether the time in the hour that came twice belongs to its first or its second pass."
precision         = "The seconds at which the hold was placed or served, and the seconds of the release."
*/
select
    booking_id as item,
    case when ended_without_release then 'out_of_scope' else outcome end as outcome,
    case
        when ended_without_release then 'not_released'
        when outcome = 'met' then 'hold_apart'
        when outcome = 'exception' then 'paper_change'
        when ice_hold is null and hold_is_unreadable then 'record_unreadable'
        when ice_hold is null then 'not_covered'
        else why_undetermined(
            is_paper_change and movement_is_unreadable, is_paper_change and not movements_cover, without_clock,
            repeats or released_is_ambiguous, 'undetermined', false, false
        )
    end as reason,
    list_filter([
        witness('bookings', delivery_id, line),
        case when ice_hold is not null then witness('holds', ice_hold.delivery_id, ice_hold.line) end
    ], lambda record: record is not null) as witness
from custody_transfers_to_ice
order by item
