-- What the manifest says of one file of a log: when it was made and what it covers. A row names the file by its digest or its path;
-- where none does, by the end of its path, for two folders may hold files of one name. A row with another digest names it
-- only where no row has its own.
with said as (
    select
        exported_at_latest,
        covers_from_earliest,
        covers_to_latest,
        '/' || replace(file, chr(92), '/') as path,
        lower(sha256) = ${sha256} as has_digest,
        bool_or(coalesce(has_digest, false)) over () and not coalesce(has_digest, true) as is_of_another,
        coalesce(has_digest, false) or (path = '/' || ${file} and not is_of_another) as is_own
    from manifest_of_log
)

select
    exported_at_latest,
    covers_from_earliest,
    covers_to_latest
from said
where
    is_own
    or (
        (ends_with(path, '/' || ${file}) or ends_with('/' || ${file}, path))
        and not is_of_another
        and not exists (
            select 1
            from said as another
            where another.is_own
        )
    )
order by all
