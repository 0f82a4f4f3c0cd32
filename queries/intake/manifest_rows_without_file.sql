-- How many rows of the manifest name a file that is not here, neither by its name nor by its digest. A file that was refused
-- is here.
select count(*)
from records.deliveries as said
where
    standing
    and list_contains(${logs}, log)
    and not list_contains(${refused}, regexp_replace(said.file, '^.*[/\\]', ''))
    and not exists (
        select 1
        from records.delivered as here
        where
            here.log = said.log
            and (
                here.sha256 = lower(said.sha256)
                or ends_with('/' || replace(said.file, chr(92), '/'), '/' || here.file)
                or ends_with('/' || here.file, '/' || replace(said.file, chr(92), '/'))
            )
    )
