-- The lists of a delivered file, by the time at which each was taken: its first line, and that time as it was recorded.
create or replace temp table file_lists as
select
    coalesce(min(line) filter (line > 0), 1) as line,
    min(${text}) as text,
    ${earliest} as earliest,
    ${parts}
from typed
where ${is_dated}
group by ${earliest}
