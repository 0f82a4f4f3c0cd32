-- The deliveries that an earlier edition rests on, under the numbers that they had then.
create table records.delivered as
select delivered.* replace (known.then_id as delivery_id)
from stored.delivered
inner join known on known.now_id = delivered.delivery_id
order by known.then_id
