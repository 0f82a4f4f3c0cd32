/*
item = "log_name, officer_id"
description = "Officers named in a letter of authority or a course that could not be read and has not been mended since."
*/
select
    log as log_name,
    officer_id
from records.quarantine
where unmended and officer_id is not null and log in ('authorizations', 'training')
union
select
    log as log_name,
    unnest(cells) as officer_id
from records.quarantine
where unmended and log in ('authorizations', 'training')
