-- Moves into quarantine rows of a log that were accepted before it was known why they cannot be so. A row that is of another stay
-- than its id says has no key.
insert into quarantine
select
    delivery_id,
    ${log} as log,
    line,
    concat_ws(' | ', ${said}) as raw,
    reasons,
    case when not list_has_any(reasons, ['number_of_another_stay', 'id_of_another_stay']) then key end as key,
    booking_id,
    null as officer_id,
    null as cells,
    ${time_span},
    true as unmended
from ${records}
inner join rows_aside using (delivery_id, line)
order by all
