-- Which stays the lists of one layout name, of the lists that came more than once, with how many deliveries name each.
create or replace temp table sightings_again as
select
    key,
    taken,
    count(distinct delivery_id) as told
from ${sightings}
where
    ${of_layout} and taken in (
        select taken
        from dated_lists
        where times > 1
    )
group by key, taken
