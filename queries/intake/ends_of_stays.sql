-- Writes into the records of lists when each stay ended, where it is not what stands there.
update ${records} as own
set ${changes}
from stays_ended
where own.key = stays_ended.key and ${of_lists} and own.${text} is distinct from stays_ended.said
