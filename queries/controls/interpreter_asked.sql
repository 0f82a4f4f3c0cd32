/*
title      = "The interpreter question"
question   = "Was anyone interviewed without a record that they were asked about an interpreter?"
order      = 9
criteria   = ["ask_about_interpreter"]
population = "interviews_held"
needs      = ["interviews"]
met        = "The record of the interview holds the question about an interpreter."
exception  = "The record of the interview does not hold the question about an interpreter."
effect     = "A person may have been interviewed in a language that they do not understand."
cannot_see = "Whether the question was asked as recorded, and an interview that was never logged."
*/
select
    interview_id as item,
    case when interpreter_question is not null then 'met' else 'exception' end as outcome,
    case when interpreter_question is not null then 'question_recorded' else 'question_missing' end as reason,
    [witness('interviews', delivery_id, line)] as witness
from records.interviews
cross join settings
where standing and held_at_on between period_first and period_last
order by item
