-- Keeps which stays the lists of a file name: each once a list, with the first of its rows.
insert into snapshot_sightings
select
    ${own},
    min(line) as line,
    name as key,
    taken,
    bool_or(is_read) as is_read
from seen_rows
where not is_named_again
group by name, taken
order by taken, min(line)
