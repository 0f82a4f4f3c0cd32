/*
item = "log"
description = "The time each log covers by its manifest, joined."
materialized = true
*/
select
    owner,
    spans
from joined_spans('spoken_spans')
