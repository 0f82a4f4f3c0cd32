/*
item = "log_name"
description = "The logs that the headline rests on."
*/
select unnest(['bookings', 'checks', 'notifications']) as log_name
