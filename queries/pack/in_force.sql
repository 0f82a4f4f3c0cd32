-- The rows of a log that were in force, each key's in the order of their deliveries: in a delivery the first line.
create or replace temp table in_force as
with first_lines as (
    select *
    from ${records}
    qualify line = min(line) over (partition by key, delivery_id)
)

select
    *,
    row_number() over (partition by key order by delivery_id) as place
from first_lines
