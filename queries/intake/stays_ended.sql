-- When each stay ended that a later list lacks: after the last list that names it, by the next that lacks it and from which
-- absence means something.
create or replace temp table stays_ended as
select
    last_named.key,
    after.taken as after_taken,
    gone.delivery_id as by_delivery_id,
    gone.line as by_line,
    after.text || ${between} || gone.text as said,
    after.taken as earliest,
    gone.latest as latest,
    coalesce(after.skipped or gone.skipped, false) as skipped,
    after.local_day as first_day,
    gone.local_day as last_day
from last_named
inner join dated_lists as list on list.taken = last_named.last
inner join dated_lists as after on after.taken = last_named.after
inner join dated_lists as gone on gone.taken = list.next_sound
