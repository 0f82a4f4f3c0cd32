/*
item = "log, file"
says = "The time each delivered file speaks for, by the manifest; a line without its file speaks for nothing."
*/
select
    manifest.log as owner,
    manifest.covers_from_earliest as earliest,
    manifest.covers_to_latest as latest
from records.deliveries as manifest
where
    manifest.standing
    and exists (
        select 1
        from records.delivered
        where
            delivered.log = manifest.log
            and (
                regexp_replace(delivered.file, '^.*/', '') = regexp_replace(manifest.file, '^.*/', '')
                or delivered.sha256 = lower(manifest.sha256)
            )
    )
