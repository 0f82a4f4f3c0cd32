/*
item = "log, file"
description = "The time each delivered file surely speaks for, by the manifest; a row whose file is absent, short or another speaks for nothing, and no file for the time after it was made. Where other files hold the other half of its rows, the time for which both halves speak."
*/
-- A joined file is delivered as a layout of its own: a thousand times its number, and the layout that it belongs to.
with halved as (
    select distinct
        log as log_name,
        layout % 1000 as base,
        layout - layout % 1000 as half
    from records.delivered
    where layout >= 1000
),

placed as (
    select distinct
        manifest_files.log_name,
        manifest_files.earliest,
        least(manifest_files.latest, manifest_files.made_by) as latest,
        delivered.layout % 1000 as base,
        delivered.layout - delivered.layout % 1000 as half
    from manifest_files
    inner join files_named as named
        on
            manifest_files.delivery_id = named.delivery_id
            and manifest_files.line = named.line
            and case when manifest_files.sha256 is null then named.has_name else named.has_digest end
    inner join records.delivered as delivered on named.log_name = delivered.log and named.sha256 = delivered.sha256
    where manifest_files.state = 'matches' and manifest_files.log_name in (select halved.log_name from halved)
),

with_first as (
    select
        placed.log_name,
        placed.base,
        greatest(placed.earliest, coalesce(other.earliest, placed.earliest)) as earliest,
        least(placed.latest, coalesce(other.latest, placed.latest)) as latest,
        halved.half is null or other.half is not null as is_whole
    from placed
    left join halved on placed.log_name = halved.log_name and placed.base = halved.base and halved.half = 1000
    left join placed as other on halved.log_name = other.log_name and halved.base = other.base and other.half = 1000
    where placed.half = 0
),

with_second as (
    select
        with_first.log_name,
        with_first.base,
        greatest(with_first.earliest, coalesce(other.earliest, with_first.earliest)) as earliest,
        least(with_first.latest, coalesce(other.latest, with_first.latest)) as latest,
        with_first.is_whole and (halved.half is null or other.half is not null) as is_whole
    from with_first
    left join halved on with_first.log_name = halved.log_name and with_first.base = halved.base and halved.half = 2000
    left join placed as other on halved.log_name = other.log_name and halved.base = other.base and other.half = 2000
),

with_third as (
    select
        with_second.log_name,
        greatest(with_second.earliest, coalesce(other.earliest, with_second.earliest)) as earliest,
        least(with_second.latest, coalesce(other.latest, with_second.latest)) as latest,
        with_second.is_whole and (halved.half is null or other.half is not null) as is_whole
    from with_second
    left join halved
        on with_second.log_name = halved.log_name and with_second.base = halved.base and halved.half = 3000
    left join placed as other on halved.log_name = other.log_name and halved.base = other.base and other.half = 3000
)

select
    log_name as owner,
    earliest,
    least(latest, made_by) as latest
from manifest_files
where state = 'matches' and log_name not in (select halved.log_name from halved)
union all
select
    log_name as owner,
    earliest,
    latest
from with_third
where is_whole
