-- The rows of lists that bring one quarantined row right: of its id, on the same list delivered again, and read.
select 1
from ${aside} as own
inner join ${sightings} as again
    on
        again.log = own.log
        and again.key = own.key
        and again.taken = own.taken
        and again.delivery_id > own.delivery_id
        and again.is_read
where own.delivery_id = ${lost}.delivery_id and own.line = ${lost}.line
