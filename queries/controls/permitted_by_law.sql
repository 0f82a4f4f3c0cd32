/*
title      = "Acts and the law of the day"
question   = "Was anything done for ICE that a rule in force that day forbids?"
order      = 14
criteria   = ["permitted_that_day"]
population = "acts_for_ice"
needs      = ["checks"]
met        = "Every rule that the policy lists as in force that day permits the act."
exception  = "A rule that the policy lists as in force that day forbids the act."
effect     = "The act may have been unlawful, even where the agreement allows it."
cannot_see = "A rule that the policy does not list, and what a court will say of one that is contested."
*/
select
    item,
    case when regime_count = 0 then 'met' else 'exception' end as outcome,
    coalesce(forbidden_by, 'permitted') as reason,
    [witness(log_name, delivery_id, line)] as witness
from acts_and_regimes
order by item
