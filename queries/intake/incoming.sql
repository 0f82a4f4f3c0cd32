-- The accepted rows of a file, each with whether it is the first of its key: that one will stand.
select
    settled.*,
    coalesce(line = first_line, true) as first_of_its_key
from settled
left join first_lines using (key)
where fate = 'accepted'
