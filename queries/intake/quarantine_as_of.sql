-- The quarantined rows as an earlier edition knew them. A row is mended by a later delivery of those it knew: one of a list
-- by its list, any other by a record of its key or, without a key, by its file put right.
create table records.quarantine as
with rows_then as (
    select
        quarantine.* replace (known.then_id as delivery_id),
        ${half} as half
    from stored.quarantine
    inner join known on known.now_id = quarantine.delivery_id
    inner join stored.delivered on delivered.delivery_id = quarantine.delivery_id
)

select
    rows_then.* exclude (half) replace (
        not case
            when rows_then.delivery_id in (select delivery_id from records.snapshot_lists) then ${by_its_list}
            else
                exists (
                    select 1
                    from (${accepted}) as accepted
                    where
                        accepted.log = rows_then.log
                        and accepted.half = rows_then.half
                        and accepted.key = rows_then.key
                        and accepted.delivery_id > rows_then.delivery_id
                        and ${tells_as_much}
                )
                or (rows_then.key is null and (${by_its_file}))
        end as unmended
    )
from rows_then
order by delivery_id, line
