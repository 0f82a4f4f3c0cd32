-- The rows of a joined file that may be of another record than the one in force: a row in quarantine has the same id, and is of
-- another stay. One that came before that row, or whose time lies before it, is of the record in force.
create or replace temp table rows_aside as
select distinct
    other.delivery_id,
    other.line,
    ['id_of_another_stay'] as reasons
from ${half} as other
inner join ids_used_again as again on other.key = again.key
inner join quarantine on again.delivery_id = quarantine.delivery_id and again.line = quarantine.line
inner join delivered on again.delivery_id = delivered.delivery_id
inner join ${records} as own on other.key = own.key
where
    again.log = ${log}
    and quarantine.log = ${log}
    and quarantine.unmended
    and delivered.layout = ${layout}
    and own.standing
    and other.delivery_id > again.delivery_id
    and coalesce(${told_at} >= quarantine.earliest, true)
