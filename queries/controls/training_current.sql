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
officer_missing   = "Which officer made the check."
record_unreadable = "The training row that names this officer and could not be read, delivered again."
not_covered       = "A training log that names this officer and covers the day of the check."
exam_not_recorded = "Whether the officer passed the examination."
same_day          = "At what time of the day of the check the course was completed."
*/
with judged as (
    select
        *,
        possibly_passed and possibly_fresh as is_possible,
        case
            when officer_id is null then 'undetermined'
            else three_valued_outcome(
                surely_passed and surely_fresh, possibly_passed and possibly_fresh, is_covered and not is_unreadable
            )
        end as outcome
    from training_at_checks
)

select
    check_id as item,
    outcome,
    case
        when outcome = 'met' then 'trained'
        when outcome = 'exception' and possibly_passed then 'refresher_overdue'
        when outcome = 'exception' and took_basic then 'exam_failed'
        when outcome = 'exception' then 'no_basic_course'
        when officer_id is null then 'officer_missing'
        when not is_possible and is_unreadable then 'record_unreadable'
        when not is_possible then 'not_covered'
        when exam_is_unsaid and not surely_passed then 'exam_not_recorded'
        else 'same_day'
    end as reason,
    list_filter([
        witness('checks', delivery_id, line),
        case when shown is not null then witness('training', shown.delivery_id, shown.line) end
    ], lambda record: record is not null) as witness
from judged
order by item
