-- Keeps which accepted rows take the place of an earlier record that says something else. Most files correct nothing, and
-- then no record is read: only its key was, for `told_before`.
insert into corrections
select
    ${log} as log,
    new.key,
    ${delivery_id} as delivery_id,
    new.line,
    earlier.delivery_id as earlier_delivery_id,
    earlier.line as earlier_line
from incoming as new
semi join told_before using (key)
inner join ${records} as earlier using (key)
where new.first_of_its_key and earlier.standing and (${differs})
order by new.line
