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
        lost.key is not null as correction_is_unreadable,
        holds.delivery_id,
        holds.line
    from records.holds as holds
    left join unreadable_corrections as lost on lost.log_name = 'holds' and holds.key = lost.key
    where holds.standing and holds.kind in ('ice_detainer', 'ice_warrant')
),

-- What is in force is asked once for each kind of act and day, not for each act.
rules as (
    select
        days.act,
        days.acted_on,
        string_agg(regimes.name || ' (' || regimes.status || ')', '; ' order by regimes.place) as forbidden_by,
        count(regimes.name) as regime_count,
        count(regimes.name) filter (where regimes.status <> 'contested') as settled_count
    from (
        select distinct
            acts.act,
            acts.acted_on
        from acts
    ) as days
    left join regimes
        on
            list_contains(regimes.forbids, days.act)
            and days.acted_on >= regimes.starts
            and days.acted_on <= coalesce(regimes.ends, days.acted_on)
    group by days.act, days.acted_on
)

select
    acts.item,
    acts.log_name,
    acts.delivery_id,
    acts.line,
    acts.correction_is_unreadable,
    rules.forbidden_by,
    rules.regime_count,
    rules.settled_count
from acts
cross join settings
inner join rules on acts.act = rules.act and acts.acted_on = rules.acted_on
where acts.acted_on between period_first and period_last
