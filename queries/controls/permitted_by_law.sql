/*
title      = "Acts and the law of the day"
question   = "Was anything done for ICE that a rule in force that day forbids?"
order      = 14
criteria   = ["permitted_that_day"]
population = "acts_for_ice"
needs      = ["checks"]
needs_rules = true
met        = "Every rule that the policy lists as in force that day permits the act."
exception  = "A rule that is in force that day, and that no court is asked about, forbids the act."
effect     = "The act may have been unlawful, even where the agreement allows it."
cannot_see = "A rule that the policy does not list, and what a court will say of one that is contested."

[settled_by]
between_periods   = "A closer time of the act: it is known only as between two moments, one in the period and one not."
contested         = "The word of the court on the rule that is contested."
precision         = "On which of several days the act was done."
record_unreadable = "The row of this act that could not be read, delivered again."
*/
select
    item,
    case
        when correction_is_unreadable or is_between_periods then 'undetermined'
        when settled_count > 0 then 'exception'
        when regime_count > 0 then 'undetermined'
        else 'met'
    end as outcome,
    case
        when correction_is_unreadable then 'record_unreadable'
        when is_between_periods then 'between_periods'
        when settled_count > 0 then forbidden_by
        when possibly_settled_count > 0 then 'precision'
        when regime_count > 0 then 'contested'
        else 'permitted'
    end as reason,
    [witness(log_name, delivery_id, line)] as witness
from acts_and_regimes
order by item
