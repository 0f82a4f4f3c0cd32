/*
item = "officer_id"
says = "Each officer's authority: the spans in which it is sure, and those in which it is possible."
kept = true
*/
select
    possible.owner as officer_id,
    sure.spans as sure_spans,
    possible.spans as possible_spans
from joined_spans('authority_possible') as possible
left join joined_spans('authority_sure') as sure using (owner)
