-- What is wrong with rows of lists, besides what is wrong with them as rows (`unsound`): no time at which the list was taken,
-- a stay that comes back, rows of one list that disagree, and a row that is of another stay than its id says.
create or replace temp table unsound as
with rows_here as (
    select
        line,
        key,
        ${taken} as taken,
        ${print} as print
    from typed
    where len(reasons) = 0
),

first_rows as (
    select *
    from typed
    where len(reasons) = 0 and ${taken} is not null
    qualify row_number() over (partition by key order by ${taken}, line) = 1
),

found as (
    select
        line,
        unnest(unsound_reasons) as reason
    from unsound
    union all
    select
        line,
        ${no_list}
    from typed
    where ${taken_text} is null and len(reasons) = 0
    union all
    select
        line,
        reason
    from seen_rows
    where reason is not null
    union all
    select
        row_here.line,
        'conflicting_rows' as reason
    from rows_here as row_here
    inner join (
        select
            key,
            taken
        from rows_here
        group by key, taken
        having count(distinct print) > 1
    ) as disagreeing using (key, taken)
    union all
    select
        new.line,
        ${unlike_reason}
    from typed as new
    inner join first_rows as earlier using (key)
    where len(new.reasons) = 0 and ${unlike}
)

select
    line,
    list(distinct reason order by reason) as unsound_reasons
from found
group by line
