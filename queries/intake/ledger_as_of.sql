-- What a table of the warehouse says of the deliveries that an earlier edition rests on, under the numbers they had then.
create table records.${table} as
select held.* replace (known.then_id as delivery_id)
from stored.${table} as held
inner join known on known.now_id = held.delivery_id
order by ${in_order}
