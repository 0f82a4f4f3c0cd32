-- The pseudonym of each id: its case id, made of a keyed digest, or, should two ids have the same one, a longer one each.
with digests as (
    select
        kind,
        id,
        ${digest} as digest
    from (
        select distinct
            kind,
            id
        from (${ids}) as every
        where id <> ''
    ) as given
),

cases as (
    select
        *,
        case when kind in (${people}) then ${person_case} else ${case_id} end as case_id
    from digests
)

select
    kind,
    id,
    case when count(*) over (partition by case_id) = 1 then case_id else case_id || '-' || ${rest} end as alias
from cases
