-- The entries of one file of events that entries of other files name as replaced, and whether it is unclear which is meant. A name
-- means an entry that files of its own layout have, else one of another layout. It is unclear where entries of several records
-- have the number, where the entry that names it has the same, and where a file that was taken in before has a correction
-- that this one lacks: which of the two is the newer word, their order does not prove.
with before as (
    select sha256
    from delivered
    where log = ${log}
    qualify
        coalesce(
            delivery_id < min(delivery_id) filter (where sha256 = ${sha256} and layout = ${layout}) over (), true
        )
),

replaced_here as (
    select entry
    from entries_replaced
    where log = ${log} and sha256 = ${sha256} and layout = ${layout}
),

named as (
    select
        entry,
        layout,
        key,
        is_elsewhere,
        by_entry = entry as has_same_number
    from entries_replaced
    where
        log = ${log}
        and sha256 <> ${sha256}
        and (
            is_elsewhere
            or (sha256 in (select sha256 from before) and entry not in (select entry from replaced_here))
        )
    group by all
),

held as (
    select
        entry,
        layout,
        sha256,
        key,
        names_itself
    from event_entries
    semi join named using (entry)
    where log = ${log}
),

records as (
    select
        entry,
        layout,
        count(distinct key) as key_count
    from held
    group by entry, layout
),

everywhere as (
    select
        entry,
        count(distinct key) as key_count
    from held
    group by entry
)

select
    own.entry,
    bool_or(
        named.has_same_number
        or not named.is_elsewhere
        or coalesce(records.key_count, everywhere.key_count) > 1
    ) as unclear
from held as own
inner join named using (entry)
inner join everywhere using (entry)
left join records on own.entry = records.entry and named.layout = records.layout
where
    own.sha256 = ${sha256}
    and own.layout = ${layout}
    and (own.layout = named.layout or records.entry is null)
    and not (named.has_same_number and own.names_itself)
    and coalesce(named.key = own.key, true)
group by own.entry
order by own.entry
