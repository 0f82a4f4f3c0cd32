/*
title      = "Time to report a claim of citizenship"
question   = "Was any claim of United States citizenship reported late, or not at all?"
order      = 8
criteria   = ["report_citizenship_claims"]
population = "claims_raised"
needs      = ["claims"]
needs_columns = ["claims.reported_at"]
met        = "The claim was surely reported within the limit."
exception  = "No report of the claim is on record within the limit."
effect     = "A citizen may have been treated as a person whom ICE can hold."
cannot_see = "A claim that was made and never logged, and a report by telephone or in person."

[settled_by]
between_periods   = "A closer time of the claim: it is known only as between two moments, one in the period and one not."
record_unreadable = "The claims row of this claim that could not be read, delivered again."
not_covered   = "A claims log that covers the time from the claim to the end of the limit."
repeated_hour = "Whether the time in the hour that came twice belongs to its first or its second pass."
precision     = "The seconds of the claim and of its report."
*/
select
    claim_id as item,
    case
        when correction_is_unreadable or is_between_periods then 'undetermined'
        when taken = 'exception' and not absence_counts then 'undetermined'
        else taken
    end as outcome,
    case
        when correction_is_unreadable then 'record_unreadable'
        when is_between_periods then 'between_periods'
        when taken = 'met' then 'reported_in_time'
        when taken = 'exception' and absence_counts and is_unreported then 'not_reported'
        when taken = 'exception' and absence_counts then 'reported_late'
        else why_undetermined(
            false, false, false, taken = 'exception', 'undetermined', repeats, 'undetermined', repeats, false
        )
    end as reason,
    [witness('claims', delivery_id, line)] as witness
from claims_and_reports
order by item
