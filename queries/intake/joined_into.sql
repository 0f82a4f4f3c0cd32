-- Keeps which row of a joined file filled each row in force.
insert into ${joined_into}
select
    ${log} as log,
    own.delivery_id,
    own.line,
    other.delivery_id as by_delivery_id,
    other.line as by_line
from ${records} as own
inner join ${half} as other on own.key = other.key
where other.standing and own.standing and own.delivery_id in (${deliveries})
order by all
