-- The rows of an event log that lack an event which the record in force has from files of another layout. They cannot be
-- completed from it, for its texts are written in another way; and an event that is not told here was not taken back.
select
    new.line,
    'conflicting_rows' as reason
from typed as new
inner join ${records} as earlier using (key)
inner join delivered on earlier.delivery_id = delivered.delivery_id
where
    earlier.standing
    and delivered.layout <> ${layout}
    and len(new.reasons) = 0
    and (${lacking})
