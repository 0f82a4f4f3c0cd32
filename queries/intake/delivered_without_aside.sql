-- Counts among the quarantined rows of each delivery those that were set aside, and no longer among the accepted ones.
update delivered
set
    accepted = accepted - moved.rows,
    quarantined = quarantined + moved.rows
from (
    select
        delivery_id,
        count(*) as rows
    from rows_aside
    group by all
) as moved
where delivered.delivery_id = moved.delivery_id
