/*
title          = "The files are those of the manifest"
description           = "Each row of the manifest has its file with that many rows and that digest, and no file is without a row."
cannot_exclude = "A file that both the manifest and the delivery left out."
follow_up           = "Compare the manifest with what was handed over."
needs          = ["deliveries"]
tested         = "select count(*) from records.deliveries where standing"
told           = ["other_name"]
*/
select
    'deliveries:' || log_name || ':' || file as item,
    state as what,
    'deliveries' as log_name,
    delivery_id,
    line,
    earliest,
    latest
from manifest_files
where state <> 'matches'
union all
select
    'deliveries:' || log_name || ':' || file as item,
    'other_name' as what,
    'deliveries' as log_name,
    delivery_id,
    line,
    earliest,
    latest
from manifest_files
where has_other_name
union all
select
    delivered.log || ':' || delivered.file as item,
    'not_in_manifest' as what,
    delivered.log as log_name,
    delivered.delivery_id,
    null::bigint as line,
    null::timestamp as earliest,
    null::timestamp as latest
from records.delivered as delivered
left join (
    select
        log as log_name,
        lower(sha256) as sha256
    from records.deliveries
    union
    select
        files_named.log_name,
        files_named.sha256
    from files_named
    inner join records.deliveries as own on files_named.delivery_id = own.delivery_id and files_named.line = own.line
    -- The row as it is, or as an earlier manifest has it, gives no digest or that of no file: its name alone finds files.
    inner join records.deliveries as version on own.key = version.key
    left join records.delivered as found on version.log = found.log and lower(version.sha256) = found.sha256
    where found.sha256 is null
) as named on delivered.log = named.log_name and delivered.sha256 = named.sha256
where delivered.log <> 'deliveries' and named.sha256 is null
