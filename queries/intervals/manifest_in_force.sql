/*
item = "delivery_id, line"
description = "Each row of the manifest in force: of a name, the rows of the newest manifest, and those of files of that name before it."
materialized = true
*/
-- A later row of a name replaces an earlier one. Both stand only where each has the digest of a file that is here and their
-- times do not overlap: then a system exports under one name each month. A row that covers the same time again is a correction.
with replaced as (
    select distinct
        own.delivery_id,
        own.line
    from records.deliveries as own
    inner join records.deliveries as later on own.key = later.key and own.delivery_id < later.delivery_id
    left join records.delivered as here on own.log = here.log and lower(own.sha256) = here.sha256
    where
        here.sha256 is null
        or coalesce(lower(own.sha256) = lower(later.sha256), true)
        or (later.covers_from_latest < own.covers_to_earliest and own.covers_from_latest < later.covers_to_earliest)
)

select own.*
from records.deliveries as own
left join replaced on own.delivery_id = replaced.delivery_id and own.line = replaced.line
where replaced.line is null and own.log <> 'deliveries'
