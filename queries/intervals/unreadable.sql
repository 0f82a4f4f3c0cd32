/*
item = "log_name, booking_id"
description = "Stays named in a row that could not be read and has not been mended since."
materialized = true
*/
select
    log as log_name,
    booking_id
from records.quarantine
where unmended and booking_id is not null
union
select
    log as log_name,
    unnest(cells) as booking_id
from records.quarantine
where unmended
