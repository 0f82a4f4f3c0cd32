/*
item = "kind of act and its id"
description = "Checks, notices to ICE and ICE holds of the period, with the regimes in force that day that forbid them."
materialized = true
*/
with acts as (
    select
        concat('check:', check_id) as item,
        'check' as act,
        'checks' as log_name,
        moment_on as acted_on,
        coalesce(moment_until, moment_on) as acted_last,
        correction_is_unreadable,
        delivery_id,
        line
    from vetting_checks
    union all
    select
        concat('notification:', notices.notification_id) as item,
        'notification' as act,
        'notifications' as log_name,
        notices.sent_at_on as acted_on,
        coalesce(notices.sent_at_until, notices.sent_at_on) as acted_last,
        lost.key is not null as correction_is_unreadable,
        notices.delivery_id,
        notices.line
    from records.notifications as notices
    left join unreadable_corrections as lost on lost.log_name = 'notifications' and notices.key = lost.key
    where notices.standing
    union all
    select
        concat('hold:', holds.hold_id) as item,
        'ice_hold' as act,
        'holds' as log_name,
        holds.placed_at_on as acted_on,
        coalesce(holds.placed_at_until, holds.placed_at_on) as acted_last,
        lost.key is not null as correction_is_unreadable,
        holds.delivery_id,
        holds.line
    from records.holds as holds
    left join unreadable_corrections as lost on lost.log_name = 'holds' and holds.key = lost.key
    where holds.standing and is_ice_hold(holds.kind)
),

-- What is in force is asked once for each kind of act and day, not for each act. An act that is known only as between
-- two moments is surely forbidden by a regime in force on every day from the one to the other.
rules as (
    select
        days.act,
        days.acted_on,
        days.acted_last,
        string_agg(regimes.name || ' (' || regimes.status || ')', '; ' order by regimes.place) filter (
            where days.acted_on >= regimes.starts and days.acted_last <= coalesce(regimes.ends, days.acted_last)
        ) as forbidden_by,
        count(regimes.name) as regime_count,
        count(regimes.name) filter (where regimes.status <> 'contested') as possibly_settled_count,
        count(regimes.name) filter (
            where regimes.status <> 'contested'
            and days.acted_on >= regimes.starts
            and days.acted_last <= coalesce(regimes.ends, days.acted_last)
        ) as settled_count
    from (
        select distinct
            acts.act,
            acts.acted_on,
            acts.acted_last
        from acts
    ) as days
    left join regimes
        on
            list_contains(regimes.forbids, days.act)
            and days.acted_last >= regimes.starts
            and days.acted_on <= coalesce(regimes.ends, days.acted_on)
    group by days.act, days.acted_on, days.acted_last
)

select
    acts.item,
    acts.log_name,
    acts.delivery_id,
    acts.line,
    acts.correction_is_unreadable,
    acts.acted_on < period_first or acts.acted_last > period_last as is_between_periods,
    rules.forbidden_by,
    rules.regime_count,
    rules.possibly_settled_count,
    rules.settled_count
from acts
cross join settings
inner join rules
    on acts.act = rules.act and acts.acted_on = rules.acted_on and acts.acted_last = rules.acted_last
where may_fall_in(acts.acted_on, acts.acted_last, period_first, period_last)
