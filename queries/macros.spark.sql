/*
description = "What Apache Spark says in another way than macros.sql. Over there a time is a whole number of microseconds, in UTC."
*/

-- Without a bound is 9000000000000000000: so far away that it is after every time, and nothing added to a time reaches it.
create or replace macro plus(a, b) as case when abs(a) = 9000000000000000000 then a else a + b end;

create or replace macro minus(a, b) as case when abs(a) = 9000000000000000000 then a else a - b end;

create or replace macro isfinite(a) as abs(a) < 9000000000000000000;

create or replace macro to_microseconds(a) as cast(a as bigint);

create or replace macro epoch_us(a) as a;

create or replace macro date_diff(unit, a, b) as b - a;

-- A day so many months before, on the calendar: the 31st of a month that has none is its last day, as with DuckDB.
create or replace macro months_before(day, months) as add_months(day, -months);

create or replace macro months_later(day, months) as add_months(day, months);

-- The one form in which a moment is written out.
create or replace macro strftime(a, form) as
    concat(
        date_format(timestamp_micros(a), 'yyyy-MM-dd'), 'T', date_format(timestamp_micros(a), 'HH:mm'), 'Z'
    );

create or replace macro len(a) as size(a);

create or replace macro list_last(a) as element_at(a, -1);

-- A record as evidence. delivery_files is a variable of the session, as getvariable's is of DuckDB.
create or replace macro witness(log_name, delivery_id, line) as
    named_struct('log', log_name, 'file', element_at(delivery_files, delivery_id), 'line', line);

-- Any that is there.
create or replace macro any_value(a) as max(a);

-- The Monday of the week whose offsets stand for a time: those before 1900 and after 2100 take the nearest known.
create or replace macro zone_week(some_time) as cast(
    date_trunc(
        'week', least(greatest(cast(timestamp_micros(some_time) as date), date '1900-01-02'), date '2100-12-30')
    ) as date
);
