-- What a warehouse keeps of lists of those in custody: when each was taken, which stays it names, when each stay was first and
-- last named, and which rows of lists could not be read.
create table if not exists ${schema}snapshot_lists (
    delivery_id integer, log varchar, layout integer, ends varchar, at_most bigint, line bigint, text varchar,
    earliest timestamp, latest timestamp, repeat interval, skipped boolean, "on" date, until date
);
create table if not exists ${schema}snapshot_sightings (
    delivery_id integer, log varchar, layout integer, line bigint, key varchar, taken timestamp, is_read boolean
);
create table if not exists ${schema}snapshot_stays (
    log varchar, layout integer, key varchar, first_latest timestamp, newest timestamp
);
create table if not exists ${schema}snapshot_aside (
    delivery_id integer, log varchar, line bigint, key varchar, taken timestamp
);
