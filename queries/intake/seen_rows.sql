-- Each row of a file of lists with the stay that it names, and what is wrong with it as one row of many: `is_named_again`
-- where lists in between lack that stay. A row that `only` leaves out names its stay as well as any other.
create or replace temp table seen_rows as
with rows_here as (
    select
        line,
        ${name} as name,
        ${taken} as taken,
        ${latest} as latest,
        ${began} as began,
        ${is_left_out} as is_left_out,
        is_left_out or (len(reasons) = 0 and unsound.line is null) as is_sound_row,
        coalesce(list_contains(unsound_reasons, 'number_of_another_stay'), false) as is_another
    from typed
    left join unsound using (line)
    where ${is_dated} and ${name} is not null
),

-- The list of this file that names the stay before.
steps as (
    select
        name,
        taken,
        lag(taken) over (partition by name order by taken) as before_here
    from (
        select distinct
            name,
            taken
        from rows_here
        where not is_another
    ) as named_here
),

-- The list that names the stay before, of this file or of those known already.
befores as (
    select
        steps.*,
        state.first_latest,
        greatest(before_here, case when state.newest < steps.taken then state.newest end) as before
    from steps
    left join (
        select *
        from snapshot_stays
        where ${of_layout}
    ) as state
        on state.key = steps.name
),

-- Whether there is a list between the two from which absence means something.
gaps as (
    select
        befores.*,
        there.latest as before_latest,
        coalesce(here.sounds - here.is_sound::integer - there.sounds > 0, false) as is_gap
    from befores
    inner join known_lists as here using (taken)
    left join known_lists as there on there.taken = befores.before
),

after_gaps as (
    select
        *,
        bool_or(is_gap) over (partition by name order by taken) as comes_back,
        min(case when is_gap then before_latest end) over (partition by name order by taken) as gone_from
    from gaps
),

firsts as (
    select
        name,
        min(latest) as first_latest
    from rows_here
    where not is_another
    group by name
)

select
    rows_here.line,
    rows_here.name,
    rows_here.taken,
    rows_here.latest,
    rows_here.is_sound_row as is_read,
    rows_here.is_another or coalesce(comes_back, false) as is_named_again,
    case
        when rows_here.is_another or not rows_here.is_sound_row or rows_here.is_left_out then null
        when comes_back and rows_here.began > gone_from then 'number_of_another_stay'
        when comes_back then 'conflicting_rows'
        when rows_here.began > least(firsts.first_latest, after_gaps.first_latest) then 'conflicting_rows'
    end as reason
from rows_here
left join after_gaps on after_gaps.name = rows_here.name and after_gaps.taken = rows_here.taken
left join firsts on firsts.name = rows_here.name
