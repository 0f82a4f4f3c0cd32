-- The records of a log, read again from a pack: of a key the newest delivery stands, in it the first line.
insert into ${records} (delivery_id, line, standing, key, ${columns})
select
    packed.delivery,
    packed.at_line,
    row_number() over (partition by key order by packed.delivery desc, packed.at_line asc) = 1 as standing,
    key,
    ${columns}
from read_again
inner join (
    select
        number,
        delivery,
        at_line
    from packed
) as packed on read_again.line = packed.number
order by packed.delivery, packed.at_line
