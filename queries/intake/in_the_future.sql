-- The rows with an event surely after their file was made, or long after what their log is declared to cover.
select
    line,
    'in_the_future' as reason
from typed
where
    greatest(${moments})
    > coalesce((select max(exported_at_latest) from file_cover), (select log_end + ${reach} from log_end))
