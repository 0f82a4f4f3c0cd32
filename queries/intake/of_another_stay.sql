-- The rows under the number of an earlier row that they cannot correct, since they are of another stay.
select
    new.line,
    ${reason} as reason
from typed as new
inner join ${records} as earlier using (key)
where earlier.standing and ${is_sound} and ${differs}
