-- The rows that can be read but cannot be so, each with its reasons. Of a void row only its number matters, and whose it is.
create or replace temp table unsound as
select
    line,
    list(distinct reason order by reason) as unsound_reasons
from (${found}) as found
where reason is not null and ${not_void}
group by line
