/*
title      = "When checks were written down"
question   = "Was any check that shows vetting before release written down only afterwards?"
order      = 12
criteria   = ["record_as_it_happens"]
population = "stays_vetted"
needs      = ["bookings", "checks"]
needs_columns = ["bookings.released_at"]
met        = "A check that shows vetting was surely written down before the release."
exception  = "Every check that shows vetting before the release was written down after it."
effect     = "A record that was written down after the release cannot show that vetting came first."
cannot_see = "A time of writing down that was itself changed."

[settled_by]
link_unclear      = "The booking number of the check as the jail system has it, with its zeros: restore_zeros."
record_unreadable = "The checks row that names this stay and could not be read, delivered again."
clock_error   = "How far the clock of the checks log and that of the bookings log were apart that day."
repeated_hour = "Whether the time in the hour that came twice belongs to its first or its second pass."
time_missing  = "When the check was written down."
precision     = "The seconds of the writing down and of the release."
*/
select
    booking_id as item,
    outcome,
    case
        when outcome = 'met' then 'recorded_before'
        when outcome = 'exception' then 'recorded_after_release'
        else why_undetermined(
            is_near and is_surely_late_without_clock_error, false,
            is_unreadable and is_surely_late_without_clock_error, false, without_clock,
            repeats and recorded_latest is not null and without_missing = 'undetermined', without_missing, false, misses
        )
    end as reason,
    [
        witness('bookings', delivery_id, line),
        witness('checks', first_check.delivery_id, first_check.line)
    ] as witness
from deciding_checks
order by item
