/*
item = "log"
description = "The time each log covers: by its manifest, else by its lists, else from its earliest to its latest event."
materialized = true
*/
select
    inferred.log_name,
    listed.log is not null as is_declared,
    listed_logs.log_name is not null as is_of_lists,
    case
        when listed.log is not null then declared.spans
        when listed_logs.log_name is not null then lists.spans
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
left join listed_logs on inferred.log_name = listed_logs.log_name
left join joined_spans('list_spans') as lists on inferred.log_name = lists.owner
