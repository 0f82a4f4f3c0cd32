-- Keeps that a file is one of lists even if no list can be told from it.
insert into snapshot_lists (delivery_id, log, layout, ends, at_most)
select ${of_lists}
where not exists (select 1 from file_lists)
