-- What a stay's end rests on besides its own row: the row in which the stay stands last, and the first row of the list that
-- lacks it.
insert into ${joined_into}
with named as (
    select
        key,
        taken,
        min(delivery_id) as by_delivery,
        arg_min(line, delivery_id) as at_line
    from ${sightings} as sightings
    semi join stays_ended on stays_ended.key = sightings.key and after_taken = taken
    where ${of_layout}
    group by key, taken
)

select distinct *
from (
    select
        ${log},
        own.delivery_id,
        own.line,
        by_delivery,
        at_line
    from ${records} as own
    inner join stays_ended using (key)
    inner join named using (key)
    where own.standing and ${of_lists} and (by_delivery, at_line) <> (own.delivery_id, own.line)
    union all
    select
        ${log},
        own.delivery_id,
        own.line,
        by_delivery_id,
        by_line
    from ${records} as own
    inner join stays_ended using (key)
    where own.standing and ${of_lists}
) as witnesses
order by all
