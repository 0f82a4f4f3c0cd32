/*
item = "check_id"
description = "Checks made in the twelve months that end with the period, with the stay they belong to and the authority of the officer."
materialized = true
*/
select
    checks.check_id,
    checks.officer_id,
    checks.moment_earliest,
    checks.moment_latest,
    checks.moment_repeats,
    checks.authority_is_unreadable,
    checks.authorizations_cover,
    checks.moment_on,
    checks.moment_until,
    checks.is_too_early,
    checks.is_too_early_without_clock_error,
    checks.correction_is_unreadable,
    checks.delivery_id,
    checks.line,
    stays.booking_id is not null as stay_is_known,
    stays.in_scope,
    stays.committed_earliest,
    stays.committed_latest,
    stays.committed_repeat is not null as committed_repeats,
    stays.delivery_id as stay_delivery_id,
    stays.line as stay_line,
    check_after_commitment,
    slack_bookings_checks as slack,
    covers(coverage_by_log.bookings, moment_earliest, moment_latest) as bookings_cover,
    unreadable.booking_id is not null as stay_is_unreadable,
    stays.booking_is_unreadable,
    near.booking_id is not null as link_is_near,
    officers.officer_id is not null as officer_is_named,
    covers(officers.sure_spans, moment_earliest, moment_latest) as surely_authorized,
    spans_overlap(officers.possible_spans, moment_earliest, moment_latest) as possibly_authorized
from vetting_checks as checks
cross join settings
cross join coverage_by_log
left join stays using (booking_id)
left join officers on checks.officer_id = officers.officer_id
left join unreadable on unreadable.log_name = 'bookings' and checks.booking_id = unreadable.booking_id
left join (
    select distinct booking_id
    from near_links
    where log_name = 'checks'
) as near on checks.booking_id = near.booking_id
where may_fall_in(moment_on, moment_until, least(period_first, trend_first), period_last)
