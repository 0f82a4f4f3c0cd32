-- Which stays the lists of one layout name, of the lists that came once: such a list names each stay once.
create or replace temp view sightings_once as
select
    key,
    taken
from ${sightings}
where ${of_layout} and taken not in (
    select taken
    from dated_lists
    where times > 1
)
