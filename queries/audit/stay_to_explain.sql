-- Of one booking: the month to explain it in, whether it is void, and how many rows about it could not be read.
select
    strftime(coalesce(released_at_on, booked_at_on), '%Y-%m') as month,
    coalesce(void, false) as is_void,
    (
        select count(*)
        from records.quarantine as lost
        where
            unmended
            and (
                lost.booking_id = bookings.booking_id
                or lost.log = 'bookings' and lost.key = bookings.booking_id
                or list_contains(lost.cells, bookings.booking_id)
            )
    ) as unread_count
from records.bookings
where standing and booking_id = ${booking_id}
