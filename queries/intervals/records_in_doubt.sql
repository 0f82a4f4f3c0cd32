/*
item = "log_name, booking_id"
description = "Stays to which a row of a log may belong: it could not be read, or its number nearly names the stay."
materialized = true
*/
with doubts as (
    select
        log_name,
        booking_id,
        true as is_unreadable,
        false as is_near
    from unreadable
    union all
    select
        lost.log_name,
        told.booking_id,
        true as is_unreadable,
        false as is_near
    from unreadable_corrections as lost
    inner join rows_of_stays as told on lost.log_name = told.log_name and lost.key = told.key and told.standing
    union all
    select
        log_name,
        stay_id as booking_id,
        false as is_unreadable,
        true as is_near
    from near_links
)

select
    log_name,
    booking_id,
    bool_or(is_unreadable) as is_unreadable,
    bool_or(is_near) as is_near
from doubts
group by log_name, booking_id
