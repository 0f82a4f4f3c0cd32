/*
title      = "Four clocks of forty-eight hours"
description       = "Each rule that gives forty-eight hours, counted as that rule counts: from what moment, and with or without weekends and holidays."
cannot_see = "Which of the rules binds here. The longest hours are counted between the outer ends of the times as recorded. Read the hours, and let counsel apply the law."
shape      = "rows"
needs      = ["bookings"]

[row_needs]
agreement  = ["bookings.released_at"]
complaint  = ["complaints"]
form       = ["holds", "bookings.released_at"]
regulation = ["holds", "bookings.released_at"]
*/
-- A stay whose authorised release is not recorded is counted, as undetermined, if an ICE hold stood during the stay.
with held as (
    select
        stays.booking_id,
        stays.authorized_earliest,
        stays.authorized_latest,
        stays.released_earliest,
        stays.released_latest
    from detention_after_authorization as stays
    inner join stay_holds as holds using (booking_id)
    where
        not stays.ended_without_release
        and spans_overlap(
            holds.ice_spans, coalesce(stays.authorized_earliest, stays.booked_earliest), stays.released_latest
        )
),

moments as (
    select
        booking_id,
        unnest(['authorized_earliest', 'authorized_latest', 'released_earliest', 'released_latest']) as what,
        unnest([authorized_earliest, authorized_latest, released_earliest, released_latest]) as moment
    from held
),

counted as (
    select
        moments.booking_id,
        any_value(days.worked + (least(moments.moment, days.ends) - days.starts))
            filter (where what = 'authorized_earliest') as authorized_earliest,
        any_value(days.worked + (least(moments.moment, days.ends) - days.starts))
            filter (where what = 'authorized_latest') as authorized_latest,
        any_value(days.worked + (least(moments.moment, days.ends) - days.starts))
            filter (where what = 'released_earliest') as released_earliest,
        any_value(days.worked + (least(moments.moment, days.ends) - days.starts))
            filter (where what = 'released_latest') as released_latest
    from moments
    asof inner join court_days as days on moments.moment >= days.starts
    where moments.moment < days.next_starts
    group by moments.booking_id
),

stretches as (
    select
        'regulation' as id,
        authorized_earliest as from_earliest,
        authorized_latest as from_latest,
        released_earliest as to_earliest,
        released_latest as to_latest
    from counted
    union all
    select
        'form' as id,
        authorized_earliest as from_earliest,
        authorized_latest as from_latest,
        released_earliest as to_earliest,
        released_latest as to_latest
    from held
    union all
    select
        'agreement' as id,
        released_earliest as from_earliest,
        released_latest as from_latest,
        null::timestamp as to_earliest,
        null::timestamp as to_latest
    from stays
    cross join settings
    where release_reason = 'to_ice' and may_fall_in(released_on, released_until, period_first, period_last)
    union all
    select
        'complaint' as id,
        clocks.received_earliest as from_earliest,
        clocks.received_latest as from_latest,
        case when never_sent.complaint_id is null then clocks.forwarded_earliest else 'infinity'::timestamp end
            as to_earliest,
        case when never_sent.complaint_id is null then clocks.forwarded_latest else 'infinity'::timestamp end
            as to_latest
    from complaint_clocks as clocks
    left join (
        select complaint_id
        from complaints_and_forwarding
        where is_unforwarded and absence_counts
    ) as never_sent using (complaint_id)
),

clocks as (
    select
        unnest(['regulation', 'form', 'agreement', 'complaint']) as id,
        unnest([
            'From the authorised release, for people with an ICE hold; weekends and federal holidays not counted',
            'From the authorised release, for people with an ICE hold; every hour counted',
            'From each hand-over to ICE; no log shows when the custody that follows ends, so it cannot be computed',
            'From the complaint to its forwarding; weekends not counted; one never forwarded is past, and has no hours'
        ]) as label,
        unnest([
            '8 CFR 287.7(d)',
            'Form I-247A and ICE guidance of 2017',
            '287(g) agreement of 10 June 2020, Appendix A',
            '287(g) agreement of 10 June 2020, Appendix B'
        ]) as source,
        unnest([false, true, true, false]) as weekends_counted
)

select
    clocks.id,
    any_value(clocks.label) as label,
    any_value(clocks.source) as source,
    any_value(clocks.weekends_counted) as weekends_counted,
    count(stretches.id) as stay_count,
    count(*) filter (
        where within_limit_outcome(from_earliest, from_latest, to_earliest, to_latest, 172800000000, 0) = 'exception'
    ) as past_count,
    count(*) filter (
        where stretches.id is not null
        and within_limit_outcome(from_earliest, from_latest, to_earliest, to_latest, 172800000000, 0) = 'undetermined'
    ) as undetermined_count,
    round(
        max(date_diff('second', from_earliest, nullif(to_latest, 'infinity'::timestamp))) / 3600, 1
    ) as longest_hours
from clocks
left join stretches using (id)
group by clocks.id
order by clocks.id
