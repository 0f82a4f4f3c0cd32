-- The rows of lists once more, after what was found wrong with them: such a row is not read, and one under the number of
-- another stay tells nothing of the stay that is known.
create or replace temp table seen_rows as
select
    seen.* replace (
        unsound.line is null and is_read as is_read,
        is_named_again
        or coalesce(list_contains(unsound_reasons, 'number_of_another_stay'), false) as is_named_again
    )
from seen_rows as seen
left join unsound using (line)
