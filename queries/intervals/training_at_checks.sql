/*
item = "check_id"
description = "Checks made in the period, with what is on record of the officer's courses on that day."
materialized = true
*/
with courses as (
    select
        checks.check_id,
        count(training.officer_id) > 0 as officer_is_named,
        bool_or(course = 'basic' and exam_passed and completed_on_on < moment_on) as surely_passed,
        bool_or(course = 'basic' and coalesce(exam_passed, true) and completed_on_on <= moment_on) as possibly_passed,
        bool_or(course = 'basic' and completed_on_on <= moment_on) as took_basic,
        bool_or(course = 'basic' and exam_passed is null and completed_on_on < moment_on) as exam_is_unsaid,
        bool_or(completed_on_on < moment_on and completed_on_on >= moment_on - to_months(refresher_every_months))
            as surely_fresh,
        bool_or(completed_on_on <= moment_on and completed_on_on >= moment_on - to_months(refresher_every_months))
            as possibly_fresh,
        max_by(
            struct_pack(delivery_id := training.delivery_id, line := training.line),
            row(course = 'basic', coalesce(exam_passed, false), completed_on_on, training.line)
        ) filter (where completed_on_on <= moment_on) as shown
    from vetting_checks as checks
    cross join settings
    left join records.training as training on checks.officer_id = training.officer_id and training.standing
    where moment_on between period_first and period_last
    group by checks.check_id
)

select
    checks.check_id,
    checks.officer_id,
    checks.delivery_id,
    checks.line,
    courses.shown,
    courses.took_basic,
    coalesce(courses.exam_is_unsaid, false) as exam_is_unsaid,
    coalesce(courses.surely_passed, false) as surely_passed,
    coalesce(courses.possibly_passed, false) as possibly_passed,
    refresher_every_months is null or coalesce(courses.surely_fresh, false) as surely_fresh,
    refresher_every_months is null or courses.possibly_fresh as possibly_fresh,
    courses.officer_is_named
    and (not coverage_by_log.training_declared or covers(coverage_by_log.training, moment_earliest, moment_latest))
        as is_covered,
    unreadable.officer_id is not null as is_unreadable
from vetting_checks as checks
inner join courses using (check_id)
cross join settings
cross join coverage_by_log
left join unreadable_officers as unreadable
    on unreadable.log_name = 'training' and checks.officer_id = unreadable.officer_id
