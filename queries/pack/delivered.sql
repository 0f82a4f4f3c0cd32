-- The table of a pack that holds the files as delivered: the digest of each, and the account of its rows.
select
    delivery_id as delivery,
    log,
    file,
    sha256,
    repeated,
    received,
    accepted,
    quarantined,
    folded,
    not_this_log,
    set_aside,
    array_to_string(columns, ' ') as columns,
    layout
from records.delivered
order by delivery_id
