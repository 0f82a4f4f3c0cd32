-- Each stay that lists name: the first and the last that does, and how many do from which absence means something.
create or replace temp table counted_stays as
select
    key,
    min(taken) as first,
    max(taken) as last,
    count(*) filter (is_sound) as named
from all_sightings
inner join dated_lists using (taken)
group by key
