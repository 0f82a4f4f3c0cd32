-- The times at which a pack's lists were taken, as rows to be read: each in the column that such a list ends.
create or replace temp table spool as
select
    number as line,
    null::varchar as fault,
    null::varchar as cells,
    true as this_log,
    taken as ${ends},
    ${other_columns}
from packed_lists
