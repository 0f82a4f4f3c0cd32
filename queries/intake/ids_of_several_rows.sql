-- How many ids of a log stand in several rows of one delivery that were not folded: they differ.
select count(*) as id_count
from (
    select key
    from ${records}
    group by delivery_id, key
    having count(*) > 1
) as repeated
