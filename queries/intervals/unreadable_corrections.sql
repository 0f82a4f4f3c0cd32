/*
item = "log_name, key"
description = "Records that a later row, which could not be read and has not been mended since, may have changed."
materialized = true
*/
-- A number or an id that belongs to another stay corrects nothing: the earlier record stands.
select
    log as log_name,
    key
from records.quarantine
where
    unmended
    and key is not null
    and not list_contains(reasons, 'number_of_another_stay')
    and not list_contains(reasons, 'id_of_another_stay')
union
select
    log as log_name,
    unnest(cells) as key
from records.quarantine
where unmended
union
-- A letter or a course is named by its officer and its day: one whose day is not known may be any of the officer's.
select
    'authorizations' as log_name,
    letters.key
from records.authorizations as letters
inner join unreadable_officers as lost on lost.log_name = 'authorizations' and letters.officer_id = lost.officer_id
where letters.standing and lost.lacks_its_day
union
select
    'training' as log_name,
    courses.key
from records.training as courses
inner join unreadable_officers as lost on lost.log_name = 'training' and courses.officer_id = lost.officer_id
where courses.standing and lost.lacks_its_day
