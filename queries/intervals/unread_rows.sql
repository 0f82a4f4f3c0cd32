/*
item = "delivery_id, line"
description = "Quarantined rows that no later delivery has brought right, with the time they lie in: their own where each of their times could be read, else what their file covers; null where that is not known."
materialized = true
*/
with files as (
    select
        delivered.delivery_id,
        min(manifest_files.earliest) as earliest,
        max(manifest_files.latest) as latest
    from records.delivered as delivered
    inner join files_named as named on delivered.log = named.log_name and delivered.sha256 = named.sha256
    inner join manifest_files
        on
            named.delivery_id = manifest_files.delivery_id
            and named.line = manifest_files.line
            and case when manifest_files.sha256 is null then named.has_name else named.has_digest end
    where manifest_files.state = 'matches'
    group by delivered.delivery_id
),

aside as (
    select
        delivery_id,
        log as log_name,
        line,
        key,
        reasons,
        earliest,
        latest,
        -- A reason that names a column of no event leaves the times of the row as they are.
        len(list_filter(
            reasons,
            lambda reason: not list_contains(
                ['conflicting_rows', 'number_of_another_stay', 'id_of_another_stay'], reason
            )
            and (
                not contains(reason, ':')
                or list_contains(
                    [
                        'booked_at', 'committed_at', 'release_authorized_at', 'released_at', 'requested_at',
                        'completed_at', 'sent_at', 'acknowledged_at', 'counted_at', 'entered_on', 'discharged_on'
                    ],
                    split_part(reason, ':', 2)
                )
            )
        )) = 0
        and earliest is not null as has_times
    from records.quarantine
    where unmended
)

select
    aside.delivery_id,
    aside.log_name,
    aside.line,
    aside.key,
    aside.reasons,
    aside.log_name || ':' || coalesce(replace(aside.key, chr(31), ' '), 'line ' || aside.line) as item,
    aside.reasons[1] as what,
    case when aside.has_times then aside.earliest else files.earliest end as earliest,
    case when aside.has_times then aside.latest else files.latest end as latest
from aside
left join files on aside.delivery_id = files.delivery_id
