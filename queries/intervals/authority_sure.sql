/*
item = "officer_id, span"
description = "Whole local days on which an officer surely had authority: the day of revocation is not one."
*/
select
    officer_id as owner,
    authorized_from_earliest as earliest,
    least(
        coalesce(authorized_to_latest, 'infinity'::timestamp),
        coalesce(revoked_on_earliest - interval 1 microsecond, 'infinity'::timestamp)
    ) as latest
from records.authorizations as letters
where
    standing
    and not exists (
        select 1
        from unreadable_corrections as lost
        where lost.log_name = 'authorizations' and lost.key = letters.key
    )
