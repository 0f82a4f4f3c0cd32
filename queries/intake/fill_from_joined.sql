-- Fills the rows of one layout of a log from the row in force of a joined file, under the same key. A release that would
-- lie before the booking fills nothing.
update ${records} as own
set ${changes}
from ${half} as other
where other.standing and own.key = other.key and own.delivery_id in (${deliveries}) and ${sound}
