-- The stays that the lists of a file name: when each was first and last named there.
create or replace temp table seen_stays as
select
    name,
    min(latest) as first_latest,
    max(taken) as newest
from seen_rows
where not is_named_again
group by name
