-- The rows of a joined file whose release surely lies before the booking that they would fill.
create or replace temp table impossible_rows as
select distinct
    other.delivery_id,
    other.line
from ${half} as other
inner join ${records} as own on own.key = other.key
inner join delivered on delivered.delivery_id = own.delivery_id
where own.standing and other.standing and layout = ${layout} and ${impossible}
