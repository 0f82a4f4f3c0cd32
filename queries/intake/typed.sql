-- The rows of a delivered file, or of several that are read alike, typed: of each cell its text, of each time the interval of
-- moments that it may mean, and the reasons for which the row cannot be taken. A row with a reason is kept all the same: its fate
-- is decided later.
create or replace temp table ${table} as
with trimmed_texts as (
    select
        ${row},
        fault,
        cells,
        ${trimmed}
    from ${spool}
    where this_log
),

texts as (
    select
        ${row},
        fault,
        cells,
        ${texts}
    from trimmed_texts
),

${intervals},

judged as (
    select
        *,
        list_filter([${reasons}], lambda reason: ${counts}) as reasons
    from intervals
)

select
    ${row},
    cells,
    reasons,
    ${key} as key,
    ${booking_id} as about_booking_id,
    ${officer_id} as about_officer_id,
    ${columns}
from judged
