-- What a warehouse keeps of joined files, empty: which row of such a file filled which row, and the rows that filled none.
create table if not exists ${schema}joined_into (
    log varchar, delivery_id integer, line bigint, by_delivery_id integer, by_line bigint
);
create table if not exists ${schema}joined_strays (
    log varchar, key varchar, delivery_id integer, line bigint, earliest timestamp, latest timestamp
);
delete from ${schema}joined_into;
delete from ${schema}joined_strays;
