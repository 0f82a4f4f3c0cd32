/*
item = "one row"
description = "The time for which a log that has no record says that there was nothing, a column a log, as a list of spans: a log made of lists never does."
materialized = true
*/
select
    any_value(spans) filter (where not is_of_lists and log_name = 'bookings') as bookings,
    any_value(spans) filter (where not is_of_lists and log_name = 'checks') as checks,
    any_value(spans) filter (where not is_of_lists and log_name = 'notifications') as notifications,
    any_value(spans) filter (where not is_of_lists and log_name = 'holds') as holds,
    any_value(spans) filter (where not is_of_lists and log_name = 'authorizations') as authorizations,
    any_value(is_declared) filter (where log_name = 'authorizations') as authorizations_declared,
    any_value(given.log is not null) filter (where log_name = 'authorizations') as authorizations_delivered,
    any_value(spans) filter (where not is_of_lists and log_name = 'training') as training,
    any_value(is_declared) filter (where log_name = 'training') as training_declared,
    any_value(spans) filter (where not is_of_lists and log_name = 'claims') as claims,
    any_value(spans) filter (where not is_of_lists and log_name = 'complaints') as complaints,
    any_value(spans) filter (where not is_of_lists and log_name = 'movements') as movements
from coverage_spans
left join (select distinct log from records.delivered) as given on coverage_spans.log_name = given.log
