/*
item = "log, file"
description = "The time each delivered file surely speaks for, by the manifest; a line without its file speaks for nothing."
*/
-- A bound in the hour that came twice, or in one that never was, is taken where it covers less.
select
    manifest.log as owner,
    case
        when manifest.covers_from_repeat is not null or manifest.covers_from_skipped then manifest.covers_from_latest
        else manifest.covers_from_earliest
    end as earliest,
    case
        when manifest.covers_to_repeat is not null or manifest.covers_to_skipped then manifest.covers_to_earliest
        else manifest.covers_to_latest
    end as latest
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
