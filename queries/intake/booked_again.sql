-- The rows of a log that are booked surely after the release of the record which they correct: they are of another stay. Which
-- release that record had, a joined file may tell later than the row came.
create or replace temp table rows_aside as
select distinct
    later.delivery_id,
    later.line,
    ['number_of_another_stay'] as reasons
from ${records} as later
inner join delivered on later.delivery_id = delivered.delivery_id
inner join ${records} as earlier on later.key = earlier.key and later.delivery_id > earlier.delivery_id
inner join ${half} as other on later.key = other.key
where
    layout = ${layout}
    and other.released_at_latest < later.booked_at_earliest
    and other.released_at_latest >= earlier.booked_at_earliest
    and not exists (
        select 1
        from ${half} as newer
        where
            newer.key = other.key
            and newer.delivery_id > other.delivery_id
            and newer.delivery_id < later.delivery_id
    )
