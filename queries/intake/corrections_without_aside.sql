-- What corrected a row that was set aside corrects the row before it.
update corrections
set
    earlier_delivery_id = own.earlier_delivery_id,
    earlier_line = own.earlier_line
from corrections as own
inner join rows_aside using (delivery_id, line)
where
    own.log = ${log}
    and corrections.log = ${log}
    and corrections.earlier_delivery_id = own.delivery_id
    and corrections.earlier_line = own.line
