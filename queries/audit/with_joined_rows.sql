-- The answers of a control with more witnesses: of each item, besides its own, the rows of joined files that filled
-- those rows.
with answers as (${answers}),

named as (
    select
        item,
        unnest(witness) as named
    from answers
),

more as (
    select
        named.item,
        list(witness(ours.log, ours.by_delivery_id, ours.by_line) order by by_delivery_id, by_line) as more
    from named
    inner join records.joined_into as ours on named.named = witness(ours.log, ours.delivery_id, ours.line)
    group by named.item
)

select answers.* replace (list_concat(answers.witness, coalesce(more.more, [])) as witness)
from answers
left join more using (item)
order by item
