/*
item = "log"
description = "The time each log covers: by its manifest, else from its earliest to its latest event."
materialized = true
*/
select
    inferred.log_name,
    listed.log is not null as is_declared,
    case
        when listed.log is not null then declared.spans
        when inferred.earliest is not null
            then [struct_pack(earliest := inferred.earliest, latest := inferred.latest)]
    end as spans
from event_spans as inferred
left join (
    select distinct log
    from records.deliveries
    where standing
) as listed on inferred.log_name = listed.log
left join declared_coverage as declared on inferred.log_name = declared.owner
