-- How many rows of a log name something of another log, such as a stay or an officer, and how many of them find none.
with known as (
    select named.${link} as id
    from ${named_rows} as named
    where named.standing
)

select
    count(*) as row_count,
    count(case when ${link} not in (select known.id from known) then 1 end) as lost_count
from ${records}
where standing and ${link} is not null
