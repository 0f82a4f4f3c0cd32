/*
title      = "The answer under other clock errors"
description       = "The outcomes of the headline control with no clock error, with the declared one and with twice that."
cannot_see = "A clock that was further off than twice what was declared."
shape      = "rows"
needs      = ["bookings", "checks"]
needs_columns = ["bookings.released_at"]
*/
with factors as (
    select
        unnest([0, 1, 2]) as factor,
        unnest(['zero', 'declared', 'doubled']) as clock_error
),

judged as (
    select
        factors.factor,
        factors.clock_error,
        case
            when vetting.ended_without_release or not vetting.in_scope then 'out_of_scope'
            when is_between_periods then 'undetermined'
            else before_outcome(
                first_from, first_latest, released_earliest, released_latest, slack * factors.factor, absence_counts
            )
        end as outcome
    from factors
    cross join vetting
)

select
    clock_error,
    count(*) filter (where outcome = 'met') as met,
    count(*) filter (where outcome = 'exception') as exception,
    count(*) filter (where outcome = 'undetermined') as undetermined,
    count(*) filter (where outcome = 'out_of_scope') as out_of_scope
from judged
group by factor, clock_error
order by factor
