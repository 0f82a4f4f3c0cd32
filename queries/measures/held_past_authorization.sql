/*
title      = "Time from authorised release to release"
description       = "Stays released in the period: the time from the authorised release to the release, between the middles of the times as recorded, on any ground or none."
cannot_see = "A release that was due before anyone authorised it."
shape      = "times"
needs      = ["bookings"]
needs_columns = ["bookings.released_at"]
*/
select middle_seconds(authorized_earliest, authorized_latest, released_earliest, released_latest) as seconds
from detention_after_authorization
where not ended_without_release
