/*
title      = "Officers' authority"
question   = "Was anyone screened by someone not authorised?"
place      = 6
criteria   = ["officer_has_authority"]
population = "checks_made"
needs      = ["checks", "authorizations"]
exception  = "No authorization on record may contain the time of the check."
effect     = "The check may have been made without federal authority."
cannot_see = "Who sat at the keyboard when an officer's name was used by somebody else."
*/
with judged as (
    select
        *,
        case
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
        when officer_id is null then 'officer_missing'
        when authority_is_unreadable then 'record_unreadable'
        when not possibly_authorized then 'not_covered'
        when moment_repeats then 'repeated_hour'
        else 'precision'
    end as reason,
    [witness('checks', delivery_id, line)] as witness
from judged
order by item
