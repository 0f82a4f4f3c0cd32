/*
item = "owner, earliest"
description = "The time each delivered file speaks for, by the manifest; of a log made of lists only where its lists speak too."
*/
select
    owner,
    earliest,
    latest
from manifest_spans
where owner not in (select log_name from listed_logs)
union all
select
    manifest_spans.owner,
    greatest(manifest_spans.earliest, list_spans.earliest) as earliest,
    least(manifest_spans.latest, list_spans.latest) as latest
from manifest_spans
inner join list_spans
    on
        manifest_spans.owner = list_spans.owner
        and manifest_spans.earliest <= list_spans.latest
        and manifest_spans.latest >= list_spans.earliest
