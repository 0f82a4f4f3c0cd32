-- What the manifest says of one file, which it names by its name or its digest: when it was made and what it covers.
select
    exported_at_latest,
    covers_from_earliest,
    covers_to_latest
from deliveries
where
    standing
    and log = ${log}
    and (regexp_replace(file, '^.*[/\\]', '') = ${file} or lower(sha256) = ${sha256})
order by all
