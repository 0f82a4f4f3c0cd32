-- Keeps of each stay known from lists when it was first and last named, now that the lists of one more file are read.
update snapshot_stays as state
set
    newest = greatest(state.newest, seen.newest),
    first_latest = least(state.first_latest, seen.first_latest)
from seen_stays as seen
where ${of_layout} and state.key = seen.name
