-- The rows that could not be read, as reviewers see them: their reasons and the pseudonyms of whom they name, a number in
-- place of each file's name, and nothing of their text.
with named as (
    select
        delivery,
        line,
        string_agg(distinct alias, chr(31) order by alias) as cells
    from (
        select
            delivery,
            line,
            unnest(string_split(cells, chr(31))) as cell
        from ${quarantine}
    ) as cells
    inner join names on names.id = cell and names.kind in ('booking_id', 'officer_id')
    group by delivery, line
),

keys (log, kind) as (values ${kinds_of_keys})

select
    one.delivery,
    one.log,
    files.number as file,
    one.line,
    one.reasons,
    -- A key of several columns, such as an officer's course of a day, names the record that the row may have changed. What
    -- stands behind its id is a code of ours and a time, or the key is left out: a text that cannot be read may be a name.
    case
        when one.key = of_key.id then of_key.alias
        when regexp_full_match(substring(one.key, length(of_key.id) + 1), '(\x1F(basic|refresher|[0-9T:. +-]+))+')
            then of_key.alias || substring(one.key, length(of_key.id) + 1)
    end as key,
    stays.alias as booking_id,
    officers.alias as officer_id,
    named.cells,
    one.unmended,
    one.earliest,
    one.latest,
    one.times,
    null::varchar as raw
from ${quarantine} as one
left join files on files.name = one.file
left join keys on keys.log = one.log
left join names as of_key on of_key.kind = keys.kind and of_key.id = split_part(one.key, chr(31), 1)
left join names as stays on stays.kind = 'booking_id' and stays.id = one.booking_id
left join names as officers on officers.kind = 'officer_id' and officers.id = one.officer_id
left join named on named.delivery = one.delivery and named.line = one.line
order by one.delivery::integer, one.line::bigint
