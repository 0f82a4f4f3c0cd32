/*
title      = "Time from hit to notice"
description       = "Stays whose earliest hit falls in the period: the time from the hit to the earliest notice, between the middles of the times as recorded; below zero where the notice came first."
cannot_see = "A notice by telephone or in person."
shape      = "times"
needs      = ["bookings", "checks", "notifications"]
*/
select middle_seconds(
    nullif(hit_earliest, '-infinity'::timestamp),
    nullif(hit_latest, 'infinity'::timestamp),
    notice_earliest,
    nullif(notice_until, 'infinity'::timestamp)
) as seconds
from notices_of_hits
