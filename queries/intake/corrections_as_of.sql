-- The corrections among the deliveries that an earlier edition rests on, under the numbers that they had then.
create table records.corrections as
select corrections.* replace (known.then_id as delivery_id, earlier.then_id as earlier_delivery_id)
from stored.corrections
inner join known on known.now_id = corrections.delivery_id
inner join known as earlier on earlier.now_id = corrections.earlier_delivery_id
order by known.then_id, line, key
