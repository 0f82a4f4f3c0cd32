-- Every outcome with its item's pseudonym and its case id. An item that is an act, such as a check, is its kind and the
-- pseudonym of the record.
with whole as (
    select
        one.*,
        kinds.kind
    from ${outcomes} as one
    inner join kinds using (control)
),

taken as (
    select
        *,
        case when kind in (${kinds_of_records}) then '' else split_part(item, ':', 1) end as act
    from whole
)

select
    control,
    case when act = '' then alias else act || ':' || alias end as item,
    outcome,
    reason,
    witness,
    case when act = '' then alias else ${act_case} end as case_id
from taken
inner join names
    on
        names.kind = case act when '' then taken.kind ${kinds_of_acts} end
        and names.id = case when act = '' then item else substring(item, length(act) + 2) end
