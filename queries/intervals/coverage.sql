/*
item = "log"
says = "The time each log covers: by its manifest, else from its earliest to its latest event."
kept = true
*/
select
    inferred.log_name,
    declared.owner is not null as is_declared,
    case
        when declared.owner is not null then declared.spans
        when inferred.earliest is not null
            then [struct_pack(earliest := inferred.earliest, latest := inferred.latest)]
    end as spans
from event_spans as inferred
left join declared_coverage as declared on inferred.log_name = declared.owner
