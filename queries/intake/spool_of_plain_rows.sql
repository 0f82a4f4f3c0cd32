-- The rows of a plain file as text, under the names of our columns; its header is line 1. The engine keeps a new table in the
-- order of the file, with any number of threads, and numbers its rows from 0 (rowid).
create or replace temp view spool as
select
    rowid + 2 as line,
    null::varchar as fault,
    null::varchar as raw,
    null::varchar as cells,
    null::varchar as delivered,
    ${this_log} as this_log,
    ${columns}
from plain_rows
