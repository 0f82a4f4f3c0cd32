/*
item = "log_name, officer_id"
description = "Officers named in a letter of authority or a course that could not be read and has not been mended since, and whether one of these rows lacks its day. An id in scientific notation names every officer whose id it may mean."
*/
with lost as (
    select
        log as log_name,
        officer_id,
        key is null as lacks_its_day
    from records.quarantine
    where unmended and officer_id is not null and log in ('authorizations', 'training')
    union all
    select
        log as log_name,
        unnest(cells) as officer_id,
        true as lacks_its_day
    from records.quarantine
    where unmended and log in ('authorizations', 'training')
),

named as (
    select
        log_name,
        officer_id,
        lacks_its_day
    from lost
    union all
    select
        lost.log_name,
        known.officer_id,
        lost.lacks_its_day
    from lost
    inner join (
        select officer_id
        from records.checks
        union
        select officer_id
        from records.authorizations
        union
        select officer_id
        from records.training
    ) as known on may_be_written_as(known.officer_id, lost.officer_id)
    where lost.officer_id like '%+%'
)

select
    log_name,
    officer_id,
    bool_or(lacks_its_day) as lacks_its_day
from named
group by log_name, officer_id
