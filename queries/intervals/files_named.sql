/*
item = "delivery_id, line, file"
description = "Each row of the manifest in force with each delivered file that it may name: by its digest, by its path, or by the end of its path."
materialized = true
*/
with manifest as (
    select
        manifest_in_force.*,
        replace(file, chr(92), '/') as path,
        regexp_replace(file, '^.*[/\\]', '') as base_name
    from manifest_in_force
),

-- Two folders may hold files of one name. One of the two paths must be the end of the other, and no row may have the file's own.
files as (
    select distinct
        delivered.log as log_name,
        delivered.file,
        replace(delivered.file, chr(92), '/') as path,
        regexp_replace(delivered.file, '^.*[/\\]', '') as base_name,
        delivered.sha256,
        own.path is not null as has_own_row
    from records.delivered as delivered
    left join (
        select distinct
            log,
            path
        from manifest
    ) as own on delivered.log = own.log and replace(delivered.file, chr(92), '/') = own.path
),

alike as (
    select
        manifest.log as log_name,
        manifest.delivery_id,
        manifest.line,
        files.file,
        files.sha256,
        coalesce(lower(manifest.sha256) = files.sha256, false) as has_digest,
        manifest.path = files.path as has_path,
        manifest.path = files.path
        or (
            not files.has_own_row
            and (
                right('/' || manifest.path, length(files.path) + 1) = '/' || files.path
                or right('/' || files.path, length(manifest.path) + 1) = '/' || manifest.path
            )
        ) as has_name
    from manifest
    inner join files
        on
            manifest.log = files.log_name
            and (lower(manifest.sha256) = files.sha256 or manifest.base_name = files.base_name)
)

select
    log_name,
    delivery_id,
    line,
    file,
    sha256,
    has_digest,
    has_path,
    has_name
from alike
where has_digest or has_name
