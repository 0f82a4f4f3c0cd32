-- Every outcome of a pack for reviewers with where its evidence stands: log, number of the file, line.
select
    control,
    item,
    outcome,
    reason,
    list_transform(
        witness, lambda one: { 'log': one['log'], 'file': map_extract_value(numbers, one['file']), 'line': one['line'] }
    ) as witness
from decided
cross join (
    select map(list(name), list(number)) as numbers
    from files
    where name is not null
) as numbered
order by control, item
