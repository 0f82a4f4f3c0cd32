-- The typed rows of a file with their fate: quarantined where something is wrong with them, folded where they repeat an
-- earlier row, else accepted. A row that is of another stay than its id says has no key.
select
    typed.* replace (
        case
            when coalesce(conflicting, false) then list_append(reasons, 'conflicting_rows')
            when unsound_reasons is not null then list_concat(reasons, unsound_reasons)
            else reasons
        end as reasons,
        case when list_has_any(unsound_reasons, ['number_of_another_stay', 'id_of_another_stay']) then null else key end
            as key
    ),
    case
        when len(reasons) > 0 or coalesce(conflicting, false) or unsound_reasons is not null then 'quarantined'
        when coalesce(repeated, false) then 'folded'
        else 'accepted'
    end as fate
from typed
left join crowded using (line)
left join unsound using (line)
