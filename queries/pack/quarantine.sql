-- The table of a pack that holds the rows which could not be read: where each stood, why, whom it names, when it was.
select
    delivery_id as delivery,
    delivered.log,
    delivered.file,
    line,
    array_to_string(reasons, ' ') as reasons,
    key,
    booking_id,
    officer_id,
    array_to_string(cells, chr(31)) as cells,
    unmended,
    earliest,
    latest,
    array_to_string(times, chr(31)) as times,
    raw
from records.quarantine
inner join records.delivered using (delivery_id)
order by delivery_id, line
