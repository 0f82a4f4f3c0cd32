-- Marks as mended the quarantined rows that a delivery, now stored, brings right: by a record of the row's key from the same
-- half of the log that tells each time the row told, or, for a row without a key, by its file put right.
update quarantine
set unmended = false
where
    log = ${log}
    and unmended
    and delivery_id <> ${delivery_id}
    and (
        (
            exists (
                select 1
                from (
                    select
                        key,
                        ${told_times} as told
                    from ${records}
                    where delivery_id = ${delivery_id}
                ) as again
                where again.key = quarantine.key and ${tells_as_much}
            )
            and delivery_id in (
                select delivery_id
                from delivered
                where ${half_of_each} = ${half}
            )
        )
        or (delivery_id, line) in (
            select (lost.delivery_id, lost.line)
            from quarantine as lost
            where lost.log = ${log} and lost.key is null and ${is_superseded}
        )
    )
