-- How many rows of a log have both of two times, and in how many the one that is to come last surely came first.
select
    count(*) as row_count,
    count(case when ${ends} < ${begins} then 1 end) as turned_count
from ${records}
where standing and ${begins} is not null and ${ends} is not null
