-- The outcomes of all controls on the cluster, counted by control, outcome and reason: of those that share them, how many
-- items the population has, how many were answered, and how many answers are no good, being several or not whole.
select
    coalesce(asked.control, answers.control) as control,
    answers.outcome,
    answers.reason,
    count(*) as outcome_count,
    count(asked.item) as population,
    count(answers.times) as answered,
    count_if(answers.times > 1 or not answers.whole) as odd_count
from (${asked}) as asked
full outer join (
    select
        control,
        item,
        any_value(outcome) as outcome,
        any_value(reason) as reason,
        count(*) as times,
        bool_and(reason is not null and outcome in (${outcomes})) as whole
    from answers
    group by control, item
) as answers using (control, item)
group by all
