/*
item = "log_name"
description = "Logs made of lists of those in custody: who came and went between two lists stands on none, so what is not on record may have been."
*/
select distinct log as log_name
from records.snapshot_lists
