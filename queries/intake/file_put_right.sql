-- The later deliveries that bring right one quarantined row without a key. Its file came again (the same log), with every
-- row that was read before. Then either a row that is new stands on the row's line and is its own; or a row that is new is
-- its own, and every row that is new is of one that was lost.
select 1
from ${delivered} as own
inner join ${delivered} as later on later.log = own.log
cross join (
    select
        count(*) filter (is_own and is_on_its_line) as on_its_line,
        count(*) filter (is_own) as its_own,
        count(*) filter (not is_of_lost) as of_others
    from (
        select
            again.line = ${lost}.line as is_on_its_line,
            ${is_of_lost} as is_own,
            exists(
                select 1
                from ${quarantine} as other
                where
                    other.log = ${log}
                    and other.delivery_id = own.delivery_id
                    and other.key is null
                    and ${is_of_other}
            ) as is_of_lost
        from ${records} as again
        where
            again.delivery_id = later.delivery_id
            and again.key not in (
                select key
                from ${records}
                where delivery_id = own.delivery_id
            )
    ) as new_rows
) as new
where
    own.delivery_id = ${lost}.delivery_id
    and later.delivery_id > own.delivery_id
    and not later.repeated
    and not exists (
        select 1
        from ${records} as read_then
        where
            read_then.delivery_id = own.delivery_id
            and read_then.key not in (
                select key
                from ${records}
                where delivery_id = later.delivery_id
            )
    )
    and (new.on_its_line > 0 or (new.its_own > 0 and new.of_others = 0))
