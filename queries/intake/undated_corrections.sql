-- The files of one run of which one corrects another though the manifest does not say when both were exported, by log, and
-- how many records are so corrected. A run takes in a log's files one after another, and no file of another log between
-- them. Of lists the moment at which each was taken says which is newer.
with dated as (
    select delivered.delivery_id
    from records.delivered
    inner join records.deliveries as said
        on
            delivered.log = said.log
            and (
                delivered.sha256 = lower(said.sha256)
                or (
                    said.sha256 is null
                    and regexp_extract(said.file, '[^/\\]*$') = regexp_extract(delivered.file, '[^/\\]*$')
                )
            )
    where said.standing and said.exported_at_latest is not null
),

files as (
    select
        delivery_id,
        delivery_id - row_number() over (partition by log order by delivery_id) as run,
        delivery_id in (select dated.delivery_id from dated) as is_dated
    from records.delivered
),

undated as (
    select
        corrections.log,
        corrections.key,
        unnest([corrections.delivery_id, corrections.earlier_delivery_id]) as delivery_id
    from records.corrections
    inner join files as later on corrections.delivery_id = later.delivery_id
    inner join files as earlier on corrections.earlier_delivery_id = earlier.delivery_id
    where
        later.run = earlier.run
        and not (later.is_dated and earlier.is_dated)
        and corrections.delivery_id not in (select lists.delivery_id from records.snapshot_lists as lists)
)

select
    log,
    list(distinct delivery_id order by delivery_id) as delivery_ids,
    count(distinct key) as id_count
from undated
group by log
order by log
