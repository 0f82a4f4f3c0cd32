-- Each record which a later delivery put in the place of an earlier one, and that one: they differ in what they say.
insert into corrections
select
    ${log},
    later.key,
    later.delivery_id,
    later.line,
    earlier.delivery_id as earlier_delivery_id,
    earlier.line as earlier_line
from in_force as later
inner join in_force as earlier using (key)
where later.place = earlier.place + 1 and (${differs})
order by all
