/*
title      = "Four clocks of forty-eight hours"
says       = "Each rule that gives forty-eight hours, counted as that rule counts: from what moment, and with or without weekends and holidays."
cannot_see = "Which of the rules binds here. Read the hours, and let counsel apply the law."
shape      = "rows"
needs      = ["bookings"]
*/
with held as (
    select
        booking_id,
        authorized_earliest,
        authorized_latest,
        released_earliest,
        released_latest
    from custody_past_authority
    where on_ice_hold and not left_otherwise
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
    inner join court_days as days on moments.moment >= days.starts and moments.moment < days.next_starts
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
        'complaint' as id,
        received_earliest as from_earliest,
        received_latest as from_latest,
        forwarded_earliest as to_earliest,
        forwarded_latest as to_latest
    from complaint_clocks
),

clocks as (
    select
        unnest(['regulation', 'form', 'agreement', 'complaint']) as id,
        unnest([
            'From the authorised release, for people with an ICE hold; weekends and federal holidays not counted',
            'From the authorised release, for people with an ICE hold; every hour counted',
            'From the hand-over to ICE; no log shows when that ends, so it cannot be counted',
            'From the complaint to its forwarding; weekends not counted'
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
        where took_at_most(from_earliest, from_latest, to_earliest, to_latest, 172800000000, 0) = 'exception'
    ) as past_count,
    count(*) filter (
        where stretches.id is not null
        and took_at_most(from_earliest, from_latest, to_earliest, to_latest, 172800000000, 0) = 'undetermined'
    ) as undetermined_count,
    round(max(date_diff('second', from_earliest, to_latest)) / 3600, 1) as longest_hours
from clocks
left join stretches using (id)
group by clocks.id
order by clocks.id
