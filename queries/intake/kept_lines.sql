-- The rows of a file of lists to be kept: of each stay its newest row, where the stay is new, or where the row differs from
-- what is on record and no newer list is known.
create or replace temp table kept_lines as
with own as (
    select
        *,
        ${taken} as taken
    from typed
    where len(reasons) = 0 and line not in (select line from unsound)
    qualify row_number() over (partition by key order by ${taken} desc, line asc) = 1
)

select own.line
from own
left join (
    select *
    from ${records}
    where standing
) as earlier
    using (key)
left join (
    select *
    from snapshot_stays
    where ${of_layout}
) as state
    using (key)
where earlier.key is null or (coalesce(own.taken >= state.newest, true) and (${differs}))
