/*
description = "How the product reads and compares times. All that only this engine can say is in this file."
*/

-- Instants are naive UTC timestamps; null as a latest moment means "no bound", and so does -infinity as an earliest.

-- The UTC moment of a local time, both in whole microseconds, by the row of zone_weeks for its week. A time that came
-- twice or never has two readings: `between_us` is the greater offset for the earliest of them, the lesser for the latest.
create or replace macro utc_of(local_us, before_until, after_from, before_us, between_us, after_us) as
    local_us
    - case when local_us < before_until then before_us when local_us < after_from then between_us else after_us end;

-- A UTC moment as a local time, with the zone's offsets of its week before and after the change of the clocks, if any.
create or replace macro local_of(utc_time, offset_before, offset_after, change_at) as
    case when change_at is null or utc_time < change_at then utc_time + offset_before else utc_time + offset_after end;

-- The Monday of the week whose offsets stand for a time: those before 1900 and after 2100 take the nearest known.
create or replace macro zone_week(some_time) as
    date_trunc('week', least(greatest(some_time::date, date '1900-01-02'), date '2100-12-30'))::date;

-- The same week as a number, the first known being 1, for a time in whole microseconds.
create or replace macro week_number(some_us) as
    (least(greatest(some_us, -2208988800000000), 4133808000000000) + 2209593600000000) // 604800000000;

-- A text without the spaces at its ends. Most texts have none, and to see that is four times faster than to trim.
create or replace macro trimmed(recorded) as
    case
        when strlen(recorded) <> length(recorded) or recorded like ' %' or recorded like '% ' then trim(recorded)
        else recorded
    end;

-- The text of a time in ISO 8601: its part before any offset, its offset, and how long the moment it names lasts.
create or replace macro offset_part(recorded) as
    regexp_extract(substring(recorded, 11), '(?i)(z|[+-][0-9]{2}:?([0-9]{2})?)$');

create or replace macro body_part(recorded) as
    replace(rtrim(left(recorded, length(recorded) - length(offset_part(recorded)))), ',', '.');

create or replace macro span_of(body) as
    case
        when length(body) = 10 then 86400000000
        when length(body) = 13 then 3600000000
        when length(body) = 16 then 60000000
        when length(body) = 19 then 1000000
        else cast(pow(10, greatest(0, 26 - length(body))) as bigint)
    end;

create or replace macro moment_of(body) as
    try_cast(
        case
            when length(body) = 13 then body || ':00'
            when length(body) <= 26 then body
            else left(body, 26)
        end as timestamp
    );

create or replace macro minutes_of(offset_text) as
    case
        when offset_text = '' then null
        when lower(offset_text) = 'z' then 0
        else
            (case when left(offset_text, 1) = '-' then -1 else 1 end)
            * (
                try_cast(substring(offset_text, 2, 2) as integer) * 60
                + coalesce(try_cast(nullif(right(replace(offset_text, ':', ''), -3), '') as integer), 0)
            )
    end;

-- Comparisons. `slack` is how far the two clocks may be apart, in microseconds.
create or replace macro surely_before(a_latest, b_earliest, slack) as
    coalesce(a_latest + to_microseconds(slack) < b_earliest, false);

create or replace macro possibly_before(a_earliest, b_latest, slack) as
    coalesce(a_earliest - to_microseconds(slack) < b_latest, true);

-- May something have happened in a period? It is of one local day; or, where it is known only as between two moments,
-- of one from the first to the last.
create or replace macro may_fall_in(first_day, last_day, period_first, period_last) as
    first_day <= period_last and coalesce(last_day, first_day) >= period_first;

-- May two things have happened on one day?
create or replace macro days_meet(a_first, a_last, b_first, b_last) as
    may_fall_in(a_first, a_last, b_first, coalesce(b_last, b_first));

-- Does the period begin or end between the two moments? Then whether it fell in the period is not known.
create or replace macro crosses_a_bound(first_day, last_day, period_first, period_last) as
    coalesce(last_day is not null and (first_day < period_first or last_day > period_last), false);

-- Is it unknown in which month of the period something fell, or whether it fell in the period at all?
create or replace macro crosses_a_month(first_day, last_day, period_last) as
    crosses_a_bound(first_day, last_day, date_trunc('month', first_day), least(last_day(first_day), period_last));

-- The months in which something fell, or between two days may have fallen.
create or replace macro months_of(first_day, last_day) as
    case
        when last_day is null then [strftime(first_day, '%Y-%m')]
        else list_transform(
            generate_series(date_trunc('month', first_day), last_day, interval 1 month),
            lambda one: strftime(one, '%Y-%m')
        )
    end;

-- A hold for ICE alone is no ground to keep a person past the limit; these others are.
create or replace macro is_ice_hold(kind) as kind in ('ice_detainer', 'ice_warrant');
create or replace macro is_ground_for_custody(kind) as kind in ('judicial_warrant', 'other_agency', 'sentence');

-- May two times be the same moment?
create or replace macro may_coincide(a_earliest, a_latest, b_earliest, b_latest, slack) as
    a_earliest - to_microseconds(slack) <= b_latest and a_latest + to_microseconds(slack) >= b_earliest;

-- Is a time known to the minute or finer?
create or replace macro is_known_to_the_minute(a_earliest, a_latest) as
    a_latest - a_earliest < interval 1 minute;

create or replace macro three_valued_outcome(is_sure, is_possible, absence_counts) as
    case
        when is_sure then 'met'
        when not is_possible and absence_counts then 'exception'
        else 'undetermined'
    end;

create or replace macro within_limit_outcome(a_earliest, a_latest, b_earliest, b_latest, at_most, slack) as
    case
        when b_latest + to_microseconds(slack) <= a_earliest + to_microseconds(at_most) then 'met'
        when b_earliest - to_microseconds(slack) > a_latest + to_microseconds(at_most) then 'exception'
        else 'undetermined'
    end;

-- The earliest moment at which a check may have been completed: where that is not said, when it was asked for; or, if that
-- was surely after it was written down, when it was written down.
create or replace macro earliest_completion(
    completed_earliest, requested_earliest, recorded_earliest, recorded_latest
) as
    coalesce(
        completed_earliest,
        case when requested_earliest > recorded_latest then recorded_earliest else requested_earliest end,
        '-infinity'::timestamp
    );

-- The latest moment at which a check may have been completed: where that is not said, when it was written down.
create or replace macro latest_completion(has_end, completed_latest, recorded_latest) as
    case when has_end then completed_latest else coalesce(recorded_latest, 'infinity'::timestamp) end;

-- May a number in scientific notation stand for another? So many of its digits are lost that it may mean several.
create or replace macro may_be_written_as(number, scientific) as
    coalesce(
        regexp_replace(number, '[0-9]', '', 'g') = ''
        and regexp_replace(scientific, '^[0-9]+([.,][0-9]*)?[eE][+][0-9]{1,2}$', '') = ''
        and abs(try_cast(number as double) - try_cast(replace(scientific, ',', '.') as double)) <= pow(
            10.0::double,
            try_cast(regexp_replace(scientific, '^.*[+]', '') as integer)
            - length(regexp_replace(regexp_replace(scientific, '[eE].*$', ''), '^[0-9]+[.,]?', ''))
        ),
        false
    );

-- A number without what programs drop or add: case, a `.0` at its end, spaces, punctuation, and zeros at its start. A letter
-- with an accent counts as punctuation, be it written as one sign or as two.
create or replace macro id_without_punctuation(recorded) as
    nullif(
        regexp_replace(
            regexp_replace(
                regexp_replace(lower(trim(recorded)), '[.]0+$', ''), '[a-z][\x{300}-\x{36f}]+|[^0-9a-z]', '', 'g'
            ),
            '^0+([0-9a-z])',
            '\1'
        ),
        ''
    );

-- The parts of a number between its punctuation, each without zeros at its start.
create or replace macro parts_of_id(recorded) as
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(lower(trim(recorded)), '[.]0+$', ''), '([a-z][\x{300}-\x{36f}]+|[^0-9a-z])+', '-', 'g'
            ),
            '^-|-$',
            '',
            'g'
        ),
        '(^|-)0+([0-9a-z])',
        '\1\2',
        'g'
    );

-- What two numbers have in common, one of these at least, where one nearly names what the other does.
create or replace macro plain_ids(recorded) as
    case
        when regexp_replace(recorded, '^[1-9a-zA-Z][0-9a-zA-Z]*', '') = '' -- nothing to drop
            then [lower(nullif(recorded, ''))]
        else [id_without_punctuation(recorded), nullif(parts_of_id(recorded), '')]
    end;

-- A record as evidence: its log, the delivered file and the line.
create or replace macro witness(log_name, delivery_id, line) as
    struct_pack(
        "log" := getvariable('known_logs')[log_name],
        "file" := getvariable('delivery_files')[delivery_id],
        "line" := line
    );

-- Whether one of some joined spans contains a whole stretch of time.
-- One span is the common case, and is compared without walking a list.
create or replace macro covers(spans, stretch_earliest, stretch_latest) as
    case
        when len(spans) = 1
            then coalesce(spans[1].earliest <= stretch_earliest and spans[1].latest >= stretch_latest, false)
        else
            len(list_filter(
                coalesce(spans, []),
                lambda span: span.earliest <= stretch_earliest and span.latest >= stretch_latest
            )) > 0
    end;

create or replace macro spans_overlap(spans, stretch_earliest, stretch_latest) as
    case
        when len(spans) = 1
            then coalesce(spans[1].earliest <= stretch_latest and spans[1].latest >= stretch_earliest, false)
        else
            len(list_filter(
                coalesce(spans, []),
                lambda span: span.earliest <= stretch_latest and span.latest >= stretch_earliest
            )) > 0
    end;

-- Spans (owner, earliest, latest) of a table joined where they overlap or follow each other without a gap.
create or replace macro joined_spans(spans) as table
    with ordered as (
        select
            owner,
            earliest,
            latest,
            max(latest) over (
                partition by owner order by earliest, latest rows between unbounded preceding and 1 preceding
            ) as reached
        from query_table(spans)
        where latest >= earliest
    ),

    numbered as (
        select
            owner,
            earliest,
            latest,
            sum(case when earliest <= reached + interval 1 microsecond then 0 else 1 end)
                over (partition by owner order by earliest, latest rows unbounded preceding) as island
        from ordered
    ),

    islands as (
        select
            owner,
            min(earliest) as earliest,
            max(latest) as latest
        from numbered
        group by owner, island
    )

    select
        owner,
        list(struct_pack(earliest := earliest, latest := latest) order by earliest) as spans
    from islands
    group by owner;

-- Was the first thing (latest and earliest end of it) done before the second, when absence counts against it?
create or replace macro before_outcome(a_earliest, a_latest, b_earliest, b_latest, slack, absence_counts) as
    three_valued_outcome(
        surely_before(a_latest, b_earliest, slack), possibly_before(a_earliest, b_latest, slack), absence_counts
    );

-- Why an item is undetermined: the first cause that alone accounts for it, in the order of the branches below.
create or replace macro why_undetermined(
    lacks_link, too_early, lacks_record, lacks_cover, without_clock, by_reading, without_missing, repeats, missing
) as
    case
        when lacks_link then 'link_unclear'
        when too_early then 'before_booking'
        when lacks_record then 'record_unreadable'
        when lacks_cover then 'not_covered'
        when without_clock <> 'undetermined' then 'clock_error'
        when by_reading then 'repeated_hour'
        when without_missing <> 'undetermined' then 'time_missing'
        when repeats then 'repeated_hour'
        when missing then 'time_missing'
        else 'precision'
    end;

-- Whole seconds between the middles of two times as recorded; null where one is not known.
create or replace macro middle_seconds(a_earliest, a_latest, b_earliest, b_latest) as
    case
        when isfinite(a_earliest) and isfinite(a_latest) and isfinite(b_earliest) and isfinite(b_latest)
            then (
                date_diff('microsecond', a_earliest, b_earliest) + date_diff('microsecond', a_latest, b_latest)
            ) // 2000000
    end;
