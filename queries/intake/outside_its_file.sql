-- The rows that correct nothing, and none of whose times lies near what their file is declared to cover.
select
    line,
    'outside_its_file' as reason
from typed
where
    ${is_event}
    and exists (select 1 from file_cover)
    and not exists (
        select 1
        from file_cover
        where ${near}
    )
    and not exists (
        select 1
        from ${records} as earlier
        where earlier.standing and earlier.key = typed.key
    )
