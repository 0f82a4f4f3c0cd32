/*
title      = "Officers' authority"
question   = "Was anyone screened by someone not authorised?"
order      = 6
criteria   = ["officer_has_authority"]
population = "checks_made"
needs      = ["checks", "authorizations"]
met        = "The officer's authorizations, taken together, surely contain the time of the check."
exception  = "No authorization on record may contain the time of the check."
effect     = "The check may have been made without federal authority."
cannot_see = "Who sat at the keyboard when an officer's name was used by somebody else."

[settled_by]
between_periods   = "A closer time of the check: it is known only as between two moments, one in the period and one not."
officer_missing   = "Which officer made the check."
record_unreadable = "The checks row of this check, or the authorizations row of this officer, that could not be read, delivered again."
not_covered       = "An authorizations log that covers the day of the check."
repeated_hour     = "Whether the time in the hour that came twice belongs to its first or its second pass."
precision         = "The time of day of the check, and at what time that day the authorization began or ended."
*/
with judged as (
    select
        *,
        case
            when correction_is_unreadable or is_between_periods then 'undetermined'
            when surely_authorized then 'met'
            when officer_id is null or possibly_authorized then 'undetermined'
            when authority_is_unreadable or not authorizations_cover then 'undetermined'
            else 'exception'
        end as outcome
    from acts_of_checking
)

select
    check_id as item,
    outcome,
    case
        when outcome = 'met' then 'authorized'
        when outcome = 'exception' and officer_is_named then 'outside_authorization'
        when outcome = 'exception' then 'no_authorization'
        when correction_is_unreadable then 'record_unreadable'
        when is_between_periods then 'between_periods'
        when officer_id is null then 'officer_missing'
        when authority_is_unreadable then 'record_unreadable'
        when not possibly_authorized then 'not_covered'
        when moment_repeats then 'repeated_hour'
        else 'precision'
    end as reason,
    [witness('checks', delivery_id, line)] as witness
from judged
order by item
