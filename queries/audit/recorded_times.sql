-- Every time of one column of a log as recorded: how long a moment it names, its start and local day, and its oddity.
-- A time in the hour that comes twice has two readings; how far they lie apart is no part of its length.
select
    ${log} as log_name,
    ${system} as system,
    date_diff('microsecond', ${earliest}, ${latest}) + 1
    - case when ${repeat} is null then 0 else epoch_us(${repeat}) end as span_microseconds,
    ${earliest} as earliest,
    ${local_day} as local_day,
    ${repeat} is not null as is_repeated,
    coalesce(${skipped}, false) as is_skipped
from records.${table}
where standing and ${text} is not null
