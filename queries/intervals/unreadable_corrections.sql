/*
item = "log_name, key"
description = "Records that a later row, which could not be read and has not been mended since, may have changed."
materialized = true
*/
-- A number or an id that belongs to another stay corrects nothing: the earlier record stands.
select
    log as log_name,
    key
from records.quarantine
where
    unmended
    and key is not null
    and not list_contains(reasons, 'number_of_another_stay')
    and not list_contains(reasons, 'id_of_another_stay')
union
select
    log as log_name,
    unnest(cells) as key
from records.quarantine
where unmended
