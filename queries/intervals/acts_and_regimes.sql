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
        delivery_id,
        line
    from vetting_checks
    union all
    select
        concat('notification:', notification_id) as item,
        'notification' as act,
        'notifications' as log_name,
        sent_at_on as acted_on,
        delivery_id,
        line
    from records.notifications
    where standing
    union all
    select
        concat('hold:', hold_id) as item,
        'ice_hold' as act,
        'holds' as log_name,
        placed_at_on as acted_on,
        delivery_id,
        line
    from records.holds
    where standing and kind in ('ice_detainer', 'ice_warrant')
),

-- What is in force is asked once for each kind of act and day, not for each act.
rules as (
    select
        days.act,
        days.acted_on,
        string_agg(regimes.name || ' (' || regimes.status || ')', '; ' order by regimes.place) as forbidden_by,
        count(regimes.name) as regime_count
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
    rules.forbidden_by,
    rules.regime_count
from acts
cross join settings
inner join rules on acts.act = rules.act and acts.acted_on = rules.acted_on
where acts.acted_on between period_first and period_last
