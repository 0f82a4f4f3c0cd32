-- The typed rows of which the file has several of one key (or of what the policy says there is one row for): whether the
-- row repeats an earlier one, and, where there may be one row only, whether the rows differ.
create or replace temp table crowded as
with prints as (
    select
        row_here.line,
        ${print} as print,
        concat_ws(chr(31), ${crowd}) as crowd
    from typed as row_here
    where
        len(reasons) = 0
        and (${crowd}) in (
            select (${crowd})
            from typed
            where len(reasons) = 0
            group by all
            having count(*) > 1
        )
),

crowds as (
    select
        crowd,
        count(distinct print) as varieties
    from prints
    group by crowd
),

firsts as (
    select
        crowd,
        print,
        min(line) as line
    from prints
    group by crowd, print
)

select
    prints.line,
    ${conflicting} as conflicting,
    prints.line <> firsts.line as repeated
from prints
inner join crowds using (crowd)
inner join firsts using (crowd, print)
