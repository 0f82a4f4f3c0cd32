/*
item = "log, file"
description = "The time each delivered file surely speaks for, by the manifest; a row whose file is absent, short or another speaks for nothing."
*/
select
    log_name as owner,
    earliest,
    latest
from manifest_files
where state = 'matches'
