-- Every event that had its effect, with a hash of its content: the same id with other content is an error.
create table inbox (
  event_id     uuid         primary key,
  content_hash bytea        not null check (octet_length(content_hash) = 32),
  topic        varchar(100) not null,
  received_at  timestamptz  not null
);

-- Events that are committed but not yet published. A relay takes one slot at a time, in id order: rows of one
-- key are written under its account's lock, so that their ids, and the order of publication, are its history.
create table outbox (
  id          bigint       generated always as identity primary key,
  topic       varchar(100) not null,
  record_key  varchar(50)  not null,
  payload     bytea        not null,
  traceparent varchar(100),
  created_at  timestamptz  not null,
  slot        smallint     generated always as ((hashtext(record_key) & 15)::smallint) stored
);

create index outbox_slot on outbox (slot, id);

create table outbox_slots (slot smallint primary key);
insert into outbox_slots select generate_series(0, 15);
