-- Stops where a row of a pack's table cannot be read: the pack holds only rows that were.
create or replace temp table unread as
select case when count(*) > 0 then error('${file} holds a row that cannot be read.') end
from typed
where len(reasons) > 0
