-- Which stays the lists of one layout name, a row a stay and list: a list that came once names each stay once.
create or replace temp view all_sightings as
select
    key,
    taken
from ${sightings}
where ${of_layout} and taken not in (
    select taken
    from dated_lists
    where times > 1
)
union all
select
    key,
    taken
from sightings_again
