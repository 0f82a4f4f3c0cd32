-- Sets aside the rows of a joined file whose release surely lies before the booking that they would fill.
insert into quarantine
select
    delivery_id,
    ${log} as log,
    line,
    concat_ws(' | ', ${said}) as raw,
    ['impossible_order'] as reasons,
    key,
    booking_id,
    null as officer_id,
    null as cells,
    ${time_span},
    true as unmended
from ${half}
where (delivery_id, line) in (select (delivery_id, line) from impossible_rows)
order by all
