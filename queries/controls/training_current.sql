/*
title      = "Officers' training"
question   = "Was anyone screened by an officer whose training was not current?"
order      = 7
criteria   = ["officer_is_trained"]
population = "checks_made"
needs      = ["checks", "training"]
met        = "A basic course was surely passed before the check and, if the policy asks a refresher, some course is recent enough."
exception  = "No passed basic course, or no course within the refresher time, is on record before the check."
effect     = "The check may have been made by someone not qualified to make it."
cannot_see = "A course that was taken and never entered in the training log, and what it taught."

[settled_by]
between_periods   = "A closer time of the check: it is known only as between two moments, one in the period and one not."
officer_missing   = "Which officer made the check."
record_unreadable = "The row of this check, or the training row of this officer, that could not be read, delivered again."
not_covered       = "A training log that reaches back to the officer's first authorization, or ten years."
exam_not_recorded = "Whether the officer passed the examination."
precision         = "On which of several days the check was made."
same_day          = "At what time of the day of the check the course was completed."
*/
with judged as (
    select
        *,
        not possibly_passed and basic_is_covered and not is_unreadable as lacks_basic,
        not possibly_fresh and refresher_is_covered and not is_unreadable as lacks_refresher,
        case
            when correction_is_unreadable or is_between_periods or officer_id is null then 'undetermined'
            else three_valued_outcome(
                surely_passed and surely_fresh,
                not (
                    not possibly_passed and basic_is_covered and not is_unreadable
                    or not possibly_fresh and refresher_is_covered and not is_unreadable
                ),
                true
            )
        end as outcome
    from training_at_checks
)

select
    check_id as item,
    outcome,
    case
        when outcome = 'met' then 'trained'
        when outcome = 'exception' and not lacks_basic then 'refresher_overdue'
        when outcome = 'exception' and took_basic then 'exam_failed'
        when outcome = 'exception' then 'no_basic_course'
        when correction_is_unreadable then 'record_unreadable'
        when is_between_periods then 'between_periods'
        when officer_id is null then 'officer_missing'
        when (not possibly_passed or not possibly_fresh or course_is_unreadable) and is_unreadable
            then 'record_unreadable'
        when not possibly_passed or not possibly_fresh then 'not_covered'
        when exam_is_unsaid and not surely_passed then 'exam_not_recorded'
        when may_be_of_several_days then 'precision'
        else 'same_day'
    end as reason,
    list_filter([
        witness('checks', delivery_id, line),
        case when shown is not null then witness('training', shown.delivery_id, shown.line) end
    ], lambda record: record is not null) as witness
from judged
order by item
