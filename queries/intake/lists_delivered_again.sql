-- The later deliveries of lists that bring right a quarantined row without an id: each has all the lists of the row's own
-- delivery, names every stay that this named, and more, and has no row without an id itself.
select 1
from (
    select distinct delivery_id
    from ${lists}
    where log = ${log}
) as later
where
    later.delivery_id > ${lost}.delivery_id
    and not exists (
        select 1
        from ${quarantine} as other
        where other.log = ${log} and other.delivery_id = later.delivery_id and ${nameless}
    )
    and not exists (
        select
            key,
            taken
        from ${sightings}
        where delivery_id = ${lost}.delivery_id
        except
        select
            key,
            taken
        from ${sightings}
        where delivery_id = later.delivery_id
    )
    and (
        select count(*)
        from ${sightings}
        where delivery_id = later.delivery_id
    ) > (
        select count(*)
        from ${sightings}
        where delivery_id = ${lost}.delivery_id
    )
    and not exists (
        select earliest
        from ${lists} as list
        where list.delivery_id = ${lost}.delivery_id
        except
        select earliest
        from ${lists} as list
        where list.delivery_id = later.delivery_id
    )
