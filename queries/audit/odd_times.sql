-- The times of one column of a log that cannot be so: local times that never were, and events after the time that the
-- log covers by its manifest.
select
    ${log} as log_name,
    key,
    case when ${skipped} then 'time_that_never_was' else 'after_cover' end as what,
    delivery_id,
    line,
    ${earliest} as earliest,
    ${latest} as latest
from records.${table}
where ${in_force} and (${skipped} or ${late})
