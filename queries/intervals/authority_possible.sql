/*
item = "officer_id, span"
description = "Whole local days on which an officer may have had authority: the day of revocation is the last."
*/
select
    officer_id as owner,
    authorized_from_earliest as earliest,
    least(
        coalesce(authorized_to_latest, 'infinity'::timestamp),
        coalesce(revoked_on_latest, 'infinity'::timestamp)
    ) as latest
from records.authorizations
where standing
