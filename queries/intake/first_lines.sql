-- The first accepted row of each key that several have: few do, so that the rows themselves need not be copied for it.
create or replace temp table first_lines as
select
    key,
    min(line) as first_line
from settled
where fate = 'accepted'
group by key
having count(*) > 1
