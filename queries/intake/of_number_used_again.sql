-- The rows of an event log, completed from an earlier record, whose event may be that of another stay: its booking stands in
-- quarantine under the same number.
select
    new.line,
    ${reason} as reason
from typed as new
inner join ${records} as earlier using (key)
inner join quarantine as again on new.key = again.booking_id
where
    earlier.standing
    and again.log = ${log}
    and again.unmended
    and new.booked_at_text = earlier.booked_at_text
    and case
        when again.latest > earlier.released_at_latest then earlier.released_at_latest
        when list_contains(again.reasons, 'number_of_another_stay') and again.earliest > earlier.booked_at_latest
            then again.earliest
    end <= greatest(${told_anew})
