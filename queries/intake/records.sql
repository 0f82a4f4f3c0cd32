-- Keeps the accepted rows as records of their log: of a key the first row stands.
insert into ${records} (delivery_id, line, standing, key, ${columns})
select
    ${delivery_id} as delivery_id,
    line,
    first_of_its_key as standing,
    key,
    ${columns}
from incoming
order by line
