-- Keeps the rows of a joined file for which there is no row to fill, with when their events were.
insert into ${joined_strays}
select
    ${log} as log,
    key,
    delivery_id,
    line,
    ${earliest} as earliest,
    ${latest} as latest
from ${half}
where
    standing and key not in (
        select key
        from ${records}
        where delivery_id in (${deliveries})
    )
order by all
