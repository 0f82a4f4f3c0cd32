/*
title      = "The interpreter question"
question   = "Was anyone interviewed without a record that they were asked about an interpreter?"
order      = 9
criteria   = ["ask_about_interpreter"]
population = "interviews_held"
needs      = ["interviews"]
needs_columns = ["interviews.interpreter_question"]
met        = "The record of the interview holds the question about an interpreter."
exception  = "The record of the interview does not hold the question about an interpreter."
effect     = "A person may have been interviewed in a language that they do not understand."
cannot_see = "Whether the question was asked as recorded, and an interview that was never logged."

[settled_by]
between_periods   = "A closer time of the interview: it is known only as between two moments, one in the period and one not."
record_unreadable = "The interviews row of this interview that could not be read, delivered again."
*/
select
    interviews.interview_id as item,
    case
        when lost.key is not null then 'undetermined'
        when crosses_a_bound(interviews.held_at_on, interviews.held_at_until, period_first, period_last)
            then 'undetermined'
        when interviews.interpreter_question is not null then 'met'
        else 'exception'
    end as outcome,
    case
        when lost.key is not null then 'record_unreadable'
        when crosses_a_bound(interviews.held_at_on, interviews.held_at_until, period_first, period_last)
            then 'between_periods'
        when interviews.interpreter_question is not null then 'question_recorded'
        else 'question_missing'
    end as reason,
    [witness('interviews', interviews.delivery_id, interviews.line)] as witness
from records.interviews as interviews
cross join settings
left join unreadable_corrections as lost on lost.log_name = 'interviews' and interviews.key = lost.key
where
    interviews.standing
    and may_fall_in(interviews.held_at_on, interviews.held_at_until, period_first, period_last)
order by item
