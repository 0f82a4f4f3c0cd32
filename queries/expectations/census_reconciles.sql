/*
title          = "Signed head counts agree with the bookings"
description           = "From each head count to the next, admissions and releases explain the change, within what the times allow; the counts span the period, and each could be read; where the manifest speaks of them, it covers the period."
cannot_exclude = "A stay that began and ended between two counts, or two mistakes that cancel out."
follow_up           = "Compare the shift's paper count with the roster of that hour."
needs          = ["bookings", "census"]
tested         = "select count(*) from census_steps"
barred         = """select case when
    exists (select 1 from records.delivered as heads inner join records.delivered as stays
        on heads.sha256 = stays.sha256 or heads.file = stays.file
        where heads.log = 'census' and stays.log = 'bookings') then 'same_source_as_bookings'
    when exists (select 1 from census_checked where has_moves and not is_checked)
        or (select not bool_or(is_checked) from census_checked) then 'never_contradicts' end"""
*/
select
    facility_id || ':' || counted_text as item,
    'count_not_explained' as what,
    'census' as log_name,
    delivery_id,
    line,
    from_earliest as earliest,
    to_latest as latest
from census_steps
where change_count < least_change or change_count > greatest_change
union all
select
    facilities.facility_id as item,
    'counts_do_not_span_the_period' as what,
    'census' as log_name,
    null::integer as delivery_id,
    null::bigint as line,
    null::timestamp as earliest,
    null::timestamp as latest
from (
    select distinct stays.facility_id
    from stays
    cross join span_in_question
    where
        stays.booked_earliest <= question_latest
        and coalesce(stays.released_latest, 'infinity'::timestamp) >= question_earliest
) as facilities
cross join settings
left join (
    select
        facility_id,
        min(counted_at_earliest) as first_count,
        max(counted_at_latest) as last_count
    from records.census
    where standing
    group by facility_id
) as counts using (facility_id)
where
    counts.facility_id is null
    or counts.first_count > period_earliest + interval 24 hour
    or counts.last_count < period_latest - interval 24 hour
union all
-- A manifest may say that it speaks from the first count to the last.
select
    'census' as item,
    'period_not_covered' as what,
    'census' as log_name,
    null::integer as delivery_id,
    null::bigint as line,
    null::timestamp as earliest,
    null::timestamp as latest
from coverage_spans
cross join settings
where
    log_name = 'census'
    and is_declared
    and not covers(spans, period_earliest + interval 24 hour, period_latest - interval 24 hour)
union all
select
    item,
    what,
    log_name,
    delivery_id,
    line,
    earliest,
    latest
from unread_rows
where log_name = 'census'
