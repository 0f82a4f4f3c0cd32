/*
title      = "Time from asking to result"
description       = "Checks made in the period with a final result: the time from the request to the completion, between the middles of the times as recorded."
cannot_see = "A wait before the request was logged."
shape      = "times"
needs      = ["checks"]
*/
select middle_seconds(
    checks.requested_at_earliest,
    checks.requested_at_latest,
    checks.completed_at_earliest,
    checks.completed_at_latest
) as seconds
from vetting_checks
inner join records.checks as checks using (check_id)
cross join settings
where
    checks.standing
    and vetting_checks.is_final
    and may_fall_in(vetting_checks.moment_on, vetting_checks.moment_until, period_first, period_last)
