-- What a warehouse keeps of responses to findings: the files of them, and each answer.
create table if not exists response_files (number integer, file varchar, sha256 varchar);
create table if not exists responses (
    number integer, line bigint, control varchar, item varchar, case_id varchar, response varchar,
    reason_given varchar, authority varchar, name varchar, date varchar
);
