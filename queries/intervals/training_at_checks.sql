/*
item = "check_id"
description = "Checks made in the period, with what is on record of the officer's courses on that day, and how far back the log must reach."
materialized = true
*/
with made as (
    select
        checks.*,
        days.starts as ten_years_before,
        moment_on - to_months(refresher_every_months) as refresher_since,
        coalesce(moment_until, moment_on) as moment_last,
        coalesce(moment_until, moment_on) - to_months(refresher_every_months) as refresher_since_last,
        crosses_a_bound(moment_on, moment_until, period_first, period_last) as is_between_periods,
        refresher_every_months is null as needs_no_refresher
    from vetting_checks as checks
    cross join settings
    left join local_days as days on moment_on - to_months(120) = days.day
    where may_fall_in(moment_on, moment_until, period_first, period_last)
),

courses as (
    select
        made.check_id,
        count(training.officer_id) > 0 as officer_is_named,
        bool_or(course = 'basic' and exam_passed and completed_on_on < moment_on and lost.key is null) as surely_passed,
        bool_or(course = 'basic' and coalesce(exam_passed, true) and completed_on_on <= moment_last)
            as possibly_passed,
        bool_or(course = 'basic' and completed_on_on <= moment_last) as took_basic,
        bool_or(course = 'basic' and exam_passed is null and completed_on_on < moment_on) as exam_is_unsaid,
        bool_or(completed_on_on < moment_on and completed_on_on >= refresher_since_last and lost.key is null)
            as surely_fresh,
        bool_or(completed_on_on <= moment_last and completed_on_on >= refresher_since) as possibly_fresh,
        bool_or(lost.key is not null) as course_is_unreadable,
        max_by(
            struct_pack(delivery_id := training.delivery_id, line := training.line),
            row(course = 'basic', coalesce(exam_passed, false), completed_on_on, training.line)
        ) filter (where completed_on_on <= moment_last) as shown
    from made
    left join records.training as training on made.officer_id = training.officer_id and training.standing
    left join unreadable_corrections as lost on lost.log_name = 'training' and training.key = lost.key
    group by made.check_id
),

-- The log need reach no further back than the officer's earliest letter of authority, or ten years.
letters as (
    select
        officer_id,
        min(authorized_from_earliest) as first_letter
    from records.authorizations
    where standing
    group by officer_id
),

reaches as (
    select
        made.*,
        days.starts as refresher_starts,
        least(
            greatest(coalesce(letters.first_letter, ten_years_before), ten_years_before), moment_earliest
        ) as must_reach
    from made
    left join letters on made.officer_id = letters.officer_id
    left join local_days as days on made.refresher_since = days.day
)

select
    checks.check_id,
    checks.officer_id,
    checks.correction_is_unreadable,
    checks.is_between_periods,
    checks.moment_last > checks.moment_on as may_be_of_several_days,
    checks.delivery_id,
    checks.line,
    courses.shown,
    courses.took_basic,
    coalesce(courses.exam_is_unsaid, false) as exam_is_unsaid,
    coalesce(courses.surely_passed, false) as surely_passed,
    coalesce(courses.possibly_passed, false) as possibly_passed,
    needs_no_refresher or coalesce(courses.surely_fresh, false) as surely_fresh,
    needs_no_refresher or coalesce(courses.possibly_fresh, false) as possibly_fresh,
    coalesce(courses.course_is_unreadable, false) as course_is_unreadable,
    case
        when training_declared then covers(coverage_by_log.training, must_reach, moment_latest)
        else courses.officer_is_named
    end as basic_is_covered,
    case
        when training_declared
            then covers(
                coverage_by_log.training, greatest(must_reach, least(refresher_starts, moment_earliest)), moment_latest
            )
        else courses.officer_is_named
    end as refresher_is_covered,
    unreadable.officer_id is not null as is_unreadable
from reaches as checks
inner join courses using (check_id)
cross join coverage_by_log
left join unreadable_officers as unreadable
    on unreadable.log_name = 'training' and checks.officer_id = unreadable.officer_id
