-- The end of rerun.sql in a pack: what was decided again, set beside what was filed.

-- The books of each control: as filed, and as decided here.
select
    control,
    outcome,
    count(*) filter (where side = 1) as filed,
    count(*) filter (where side = 2) as decided_here
from both_sides
group by all
order by all;

-- The outcomes that are not the same on both sides: there must be none.
select
    control,
    item,
    list(outcome || ' ' || reason order by side) as said
from both_sides
group by control, item
having count(*) <> 2 or count(distinct outcome || ' ' || reason) <> 1
order by control, item;

-- The headline control.
select
    outcome,
    reason,
    count(*) as stays
from both_sides
where side = 2 and control = 'vetted_before_release'
group by all
order by all;
