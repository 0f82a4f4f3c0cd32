-- The stays that some deliveries of a list name and others do not. Of a list that came twice, and not as two parts, only
-- what both name is sure.
create or replace temp table doubted_sightings as
with overlapping as (
    select taken
    from sightings_again
    group by taken
    having sum(told) > count(*)
)

select
    key,
    taken
from sightings_again
inner join dated_lists using (taken)
where taken in (select taken from overlapping) and told < times
