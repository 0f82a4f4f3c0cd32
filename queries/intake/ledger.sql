-- What a warehouse keeps besides records: the files delivered, what was left out of them, the rows that could not be read,
-- under which id each row of them stood that is another record's, how often a code stands, which record took the place of
-- which, and the entries of files of events with those that they replace.
create table if not exists delivered (
    delivery_id integer, log varchar, file varchar, sha256 varchar, reading varchar, repeated boolean,
    received bigint, accepted bigint, quarantined bigint, folded bigint, not_this_log bigint,
    set_aside bigint, columns varchar[], layout integer
);
create table if not exists left_out (
    delivery_id integer, log varchar, setting varchar, value varchar, rows bigint
);
create table if not exists quarantine (
    delivery_id integer, log varchar, line bigint, raw varchar, reasons varchar[], key varchar,
    booking_id varchar, officer_id varchar, cells varchar[],
    earliest timestamp, latest timestamp, times varchar[], unmended boolean
);
create table if not exists ids_used_again (log varchar, delivery_id integer, line bigint, key varchar);
create table if not exists code_counts (
    delivery_id integer, log varchar, column_name varchar, theirs varchar, row_count bigint
);
create table if not exists corrections (
    log varchar, key varchar, delivery_id integer, line bigint, earlier_delivery_id integer, earlier_line bigint
);
create table if not exists event_entries (
    log varchar, layout integer, sha256 varchar, reading varchar, entry varchar, key varchar, names_itself boolean
);
create table if not exists entries_replaced (
    log varchar, layout integer, sha256 varchar, reading varchar, entry varchar, by_entry varchar, key varchar,
    is_elsewhere boolean
);
