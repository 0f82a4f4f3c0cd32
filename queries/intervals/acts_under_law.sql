/*
item = "kind of act and its id"
says = "Checks, notices to ICE and ICE holds of the period, with the regimes in force that day that forbid them."
kept = true
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
)

select
    acts.item,
    acts.log_name,
    acts.delivery_id,
    acts.line,
    string_agg(regimes.name || ' (' || regimes.status || ')', '; ' order by regimes.place) as forbidden_by,
    count(regimes.name) as regime_count
from acts
cross join settings
left join regimes
    on
        list_contains(regimes.forbids, acts.act)
        and acts.acted_on >= regimes.starts
        and acts.acted_on <= coalesce(regimes.ends, acts.acted_on)
where acts.acted_on between period_first and period_last
group by acts.item, acts.log_name, acts.delivery_id, acts.line
