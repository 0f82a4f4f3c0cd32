-- Keeps the rows of a joined file for which there is no row to fill, with when their events were. A record that another layout
-- has read since is filled by that layout's joined files: where these have no row of it, what the earlier one told is lost.
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
    standing
    and (
        key not in (
            select key
            from ${records}
            where delivery_id in (${deliveries})
        )
        or key in (${lost})
    )
order by all
