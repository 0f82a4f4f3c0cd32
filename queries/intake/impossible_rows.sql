-- The rows of a joined file that cannot be of the stay whose number they have, each with the reasons: the release surely lies
-- before the booking, or it may be that of another stay, whose booking stands in quarantine under the same number.
create or replace temp table rows_aside as
with again as (
    select
        quarantine.booking_id as key,
        quarantine.earliest,
        list_contains(quarantine.reasons, 'number_of_another_stay') as is_another_stay
    from quarantine
    inner join delivered on quarantine.delivery_id = delivered.delivery_id
    where quarantine.log = ${log} and unmended and layout = ${layout} and quarantine.earliest is not null
),

of_another_stay as (
    select
        other.delivery_id,
        other.line
    from ${half} as other
    inner join ${records} as own on other.key = own.key
    inner join again on other.key = again.key
    left join ${half} as before on other.key = before.key and before.released_at_latest < again.earliest
    left join ${half} as older on other.key = older.key and other.delivery_id > older.delivery_id
    where
        own.standing
        and own.booked_at_latest < again.earliest
        and (again.is_another_stay or before.key is not null or own.released_at_latest < again.earliest)
        and coalesce(other.released_at_latest >= again.earliest, older.key is not null)
),

found as (
    select
        other.delivery_id,
        other.line,
        'impossible_order' as reason
    from ${half} as other
    inner join ${records} as own on own.key = other.key
    inner join delivered on delivered.delivery_id = own.delivery_id
    where own.standing and other.standing and layout = ${layout} and ${impossible}
    union all
    select
        delivery_id,
        line,
        'number_of_another_stay' as reason
    from of_another_stay
)

select
    delivery_id,
    line,
    list(distinct reason order by reason) as reasons
from found
group by all
