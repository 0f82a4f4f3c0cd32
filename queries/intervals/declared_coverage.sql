/*
item = "log"
says = "The time each log covers by its manifest, joined."
kept = true
*/
select
    owner,
    spans
from joined_spans('manifest_spans')
