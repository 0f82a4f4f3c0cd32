/*
title      = "Time to forward a complaint"
question   = "Was any complaint forwarded late, or not at all?"
order      = 10
criteria   = ["forward_complaints"]
population = "complaints_received"
needs      = ["complaints"]
needs_columns = ["complaints.forwarded_at"]
met        = "The complaint was surely forwarded within the limit, weekends not counted."
exception  = "No forwarding of the complaint is on record within the limit, weekends not counted."
effect     = "Those outside the jail who answer complaints may not have had this one in time."
cannot_see = "A complaint that was made and never logged, and public holidays, which count as working days."

[settled_by]
between_periods   = "A closer time of the complaint: it is known only as between two moments, one in the period and one not."
record_unreadable = "The complaints row of this complaint that could not be read, delivered again."
not_covered   = "A complaints log that covers the time from the complaint to the end of the limit."
repeated_hour = "Whether the time in the hour that came twice belongs to its first or its second pass."
precision     = "The seconds of the complaint and of its forwarding."
*/
select
    complaint_id as item,
    case
        when correction_is_unreadable or is_between_periods then 'undetermined'
        when taken = 'exception' and not absence_counts then 'undetermined'
        else taken
    end as outcome,
    case
        when correction_is_unreadable then 'record_unreadable'
        when is_between_periods then 'between_periods'
        when taken = 'met' then 'forwarded_in_time'
        when taken = 'exception' and absence_counts and is_unforwarded then 'not_forwarded'
        when taken = 'exception' and absence_counts then 'forwarded_late'
        else why_undetermined(
            false, false, false, taken = 'exception', 'undetermined', repeats, 'undetermined', repeats, false
        )
    end as reason,
    [witness('complaints', delivery_id, line)] as witness
from complaints_and_forwarding
order by item
