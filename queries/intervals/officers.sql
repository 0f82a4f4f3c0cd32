/*
item = "officer_id"
description = "Each officer's authority: the spans in which it is sure, and those in which it is possible."
materialized = true
*/
-- An officer whose letter ends before it begins is named all the same.
select
    named.officer_id,
    sure.spans as sure_spans,
    possible.spans as possible_spans
from (
    select distinct officer_id
    from records.authorizations
    where standing
) as named
left join joined_spans('authority_possible') as possible on named.officer_id = possible.owner
left join joined_spans('authority_sure') as sure on named.officer_id = sure.owner
