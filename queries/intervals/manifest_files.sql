/*
item = "log, file, line"
description = "Each row of the manifest in force with the delivered file it names, and whether that file has the rows and the digest it says."
materialized = true
*/
-- A file that came again under another name is the same file, with no rows of its own; as the list of another day it has those
-- that it had before. Several layouts may each read a part of one file.
with sizes as (
    select
        log as log_name,
        sha256,
        sum(received - set_aside) as row_count
    from records.delivered
    group by log, sha256, file
),

files as (
    select
        log_name,
        sha256,
        max(row_count) as row_count,
        -- Of two logs in one file, one may set aside what is the other's: the file has as many rows as either counts.
        max(max(row_count)) over (partition by sha256) as shared_row_count
    from sizes
    group by log_name, sha256
),

named as (
    select
        files_named.*,
        [files.row_count, files.shared_row_count] as counts
    from files_named
    inner join files on files_named.log_name = files.log_name and files_named.sha256 = files.sha256
),

found as (
    select
        manifest.log as log_name,
        manifest.file,
        manifest.delivery_id,
        manifest.line,
        coalesce(bool_or(named.has_digest), false) as digest_is_here,
        coalesce(bool_or(named.has_digest and list_contains(named.counts, manifest.rows)), false) as digest_has_rows,
        coalesce(bool_or(named.has_digest and named.has_name), false) as digest_has_name,
        coalesce(bool_or(named.has_path), false) as path_is_here,
        coalesce(bool_or(named.has_path and list_contains(named.counts, manifest.rows)), false) as path_has_rows,
        coalesce(bool_or(named.has_name), false) as name_is_here,
        coalesce(bool_or(named.has_name and list_contains(named.counts, manifest.rows)), false) as name_has_rows
    from manifest_in_force as manifest
    left join named on manifest.delivery_id = named.delivery_id and manifest.line = named.line
    group by all
)

select
    manifest.log as log_name,
    manifest.file,
    lower(manifest.sha256) as sha256,
    manifest.delivery_id,
    manifest.line,
    -- A bound in the hour that came twice, or in one that never was, is taken where it covers less.
    case
        when manifest.covers_from_repeat is not null or manifest.covers_from_skipped then manifest.covers_from_latest
        else manifest.covers_from_earliest
    end as earliest,
    case
        when manifest.covers_to_repeat is not null or manifest.covers_to_skipped then manifest.covers_to_earliest
        else manifest.covers_to_latest
    end as latest,
    case
        when manifest.exported_at_repeat is not null or manifest.exported_at_skipped then manifest.exported_at_earliest
        else manifest.exported_at_latest
    end as made_by,
    case
        when found.digest_is_here and found.digest_has_rows then 'matches'
        when found.digest_is_here then 'rows_differ'
        when manifest.sha256 is not null and found.name_is_here then 'digest_differs'
        when found.path_is_here and found.path_has_rows then 'matches'
        when found.path_is_here then 'rows_differ'
        when found.name_is_here and found.name_has_rows then 'matches'
        when found.name_is_here then 'rows_differ'
        else 'no_such_file'
    end as state,
    found.digest_is_here and not found.digest_has_name as has_other_name
from manifest_in_force as manifest
inner join found on manifest.delivery_id = found.delivery_id and manifest.line = found.line
