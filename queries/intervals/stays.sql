/*
item = "booking_id"
description = "Custody stays in force (not voided), with their times as intervals."
materialized = true
*/
select
    booking_id,
    person_id,
    facility_id,
    commitment,
    list_contains(scope_commitments, commitment) as in_scope,
    booked_at_earliest as booked_earliest,
    booked_at_latest as booked_latest,
    committed_at_earliest as committed_earliest,
    committed_at_latest as committed_latest,
    committed_at_repeat as committed_repeat,
    release_authorized_at_earliest as authorized_earliest,
    release_authorized_at_latest as authorized_latest,
    release_authorized_at_repeat as authorized_repeat,
    released_at_earliest as released_earliest,
    released_at_latest as released_latest,
    released_at_on as released_on,
    released_at_until as released_until,
    released_at_repeat as released_dst_gap,
    released_at_repeat is not null as released_is_ambiguous,
    release_reason,
    coalesce(list_contains(not_released, release_reason), false) as ended_without_release,
    lost.key is not null as booking_is_unreadable,
    bookings.delivery_id,
    bookings.line
from records.bookings as bookings
cross join settings
left join unreadable_corrections as lost on lost.log_name = 'bookings' and bookings.key = lost.key
where bookings.standing and not coalesce(bookings.void, false)
