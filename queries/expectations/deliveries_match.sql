/*
title          = "The files are those of the manifest"
description           = "Each line of the manifest has its file with that many rows and that digest, and no file is without a line."
cannot_exclude = "A file that both the manifest and the delivery left out."
follow_up           = "Compare the manifest with what was handed over."
needs          = ["deliveries"]
tested         = "select count(*) from records.deliveries where standing"
*/
with files as (
    select
        delivered.log as log_name,
        delivered.file,
        regexp_replace(delivered.file, '^.*/', '') as base_name,
        delivered.sha256,
        max(original.received) as received
    from records.delivered as delivered
    inner join records.delivered as original using (log, sha256)
    where delivered.log <> 'deliveries'
    group by delivered.log, delivered.file, delivered.sha256
),

-- A file that came again under another name is the one file.
named as (
    select distinct
        files.log_name,
        files.sha256
    from files
    inner join records.deliveries as manifest on files.log_name = manifest.log
    where
        manifest.standing
        and (
            files.base_name = regexp_replace(manifest.file, '^.*/', '')
            or files.sha256 = lower(manifest.sha256)
        )
)

select
    'deliveries:' || manifest.key as item,
    'no_such_file' as what
from records.deliveries as manifest
where
    manifest.standing
    and manifest.log <> 'deliveries'
    and not exists (
        select 1
        from files
        where
            files.log_name = manifest.log
            and files.base_name = regexp_replace(manifest.file, '^.*/', '')
            and files.received = manifest.rows
            and files.sha256 = coalesce(lower(manifest.sha256), files.sha256)
    )
union all
select
    files.log_name || ':' || files.file as item,
    'not_in_the_manifest' as what
from files
left join named on files.log_name = named.log_name and files.sha256 = named.sha256
where named.sha256 is null
