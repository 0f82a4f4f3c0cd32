/*
title          = "The public daily record agrees"
description           = "Every stay stands in the public daily jail record and back, with the same days; each row of it could be read; where the manifest speaks of it, it covers the period."
cannot_exclude = "A stay that was left out of both."
follow_up           = "Compare the two records for each booking number in question."
needs          = ["bookings", "daily_record"]
tested         = "select count(*) from records.daily_record where standing"
barred         = """select case when exists (
    select 1 from records.delivered as days inner join records.delivered as stays
    on days.sha256 = stays.sha256 or days.file = stays.file
    where days.log = 'daily_record' and stays.log = 'bookings') then 'same_source_as_bookings' end"""
*/
select
    coalesce(stays.booking_id, daily.booking_id) as item,
    case
        when stays.booking_id is null then 'no_stay'
        when daily.booking_id is null then 'not_in_the_daily_record'
        when not may_fall_in(stays.booked_on, stays.booked_until, daily.entered_at_on, daily.entered_at_on)
            then 'other_day_entered'
        else 'other_day_discharged'
    end as what,
    case when stays.booking_id is null then 'daily_record' else 'bookings' end as log_name,
    coalesce(stays.delivery_id, daily.delivery_id) as delivery_id,
    coalesce(stays.line, daily.line) as line,
    least(stays.booked_earliest, daily.entered_earliest) as earliest,
    case
        when stays.booking_id is null then daily.discharged_latest
        when daily.booking_id is null then stays.released_latest
        when stays.released_latest is not null and daily.discharged_latest is not null
            then greatest(stays.released_latest, daily.discharged_latest)
    end as latest
from (
    select
        booking_id,
        booked_at_on as booked_on,
        released_at_on as released_on,
        booked_at_until as booked_until,
        released_at_until as released_until,
        booked_at_earliest as booked_earliest,
        released_at_latest as released_latest,
        delivery_id,
        line
    from records.bookings
    where standing and not coalesce(void, false)
) as stays
full outer join (
    select
        booking_id,
        entered_on_on as entered_at_on,
        discharged_on_on as discharged_at_on,
        entered_on_earliest as entered_earliest,
        discharged_on_latest as discharged_latest,
        delivery_id,
        line
    from records.daily_record
    where standing
) as daily using (booking_id)
where
    stays.booking_id is null
    or daily.booking_id is null
    or not may_fall_in(stays.booked_on, stays.booked_until, daily.entered_at_on, daily.entered_at_on)
    or (stays.released_on is null) <> (daily.discharged_at_on is null)
    or not may_fall_in(stays.released_on, stays.released_until, daily.discharged_at_on, daily.discharged_at_on)
union all
select
    'daily_record' as item,
    'period_not_covered' as what,
    'daily_record' as log_name,
    null::integer as delivery_id,
    null::bigint as line,
    null::timestamp as earliest,
    null::timestamp as latest
from coverage_spans
cross join settings
where log_name = 'daily_record' and is_declared and not covers(spans, period_earliest, period_latest)
union all
select
    item,
    what,
    log_name,
    delivery_id,
    line,
    earliest,
    latest
from unread_rows
where log_name = 'daily_record'
