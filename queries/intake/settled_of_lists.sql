-- The typed rows of a file of lists with their fate: quarantined where something is wrong with them, accepted where they are
-- to be kept, else folded into what is on record. When the stay ended is worked out later, from all lists. A row that is of
-- another stay than its id says has no key. A row that `only` leaves out is not of this log.
create or replace temp view settled as
select
    typed.* replace (
        ${no_end},
        case when unsound_reasons is not null then list_concat(reasons, unsound_reasons) else reasons end as reasons,
        case when list_has_any(unsound_reasons, ['number_of_another_stay', 'id_of_another_stay']) then null else key end
            as key
    ),
    case
        when ${is_left_out} then 'not_this_log'
        when len(reasons) > 0 or unsound_reasons is not null then 'quarantined'
        when line in (select line from kept_lines) then 'accepted'
        else 'folded'
    end as fate
from typed
left join unsound using (line)
