-- Rebuilds of the ledger from the topics: what was asked, how far it got, and what it found.
create table ledger_rebuilds (
  id           bigint      generated always as identity primary key,
  state        varchar(20) not null
               check (state in ('reading', 'comparing', 'applying', 'finished', 'interrupted', 'failed')),
  apply        boolean     not null,
  until        timestamptz,
  started_by   varchar(50) not null,
  started_at   timestamptz not null,
  updated_at   timestamptz not null,
  finished_at  timestamptz,
  interrupting boolean     not null default false,
  events_read  bigint      not null default 0,
  events_total bigint      not null default 0,
  people       bigint      not null default 0,
  differing    bigint      not null default 0,
  message      text,
  check ((state in ('reading', 'comparing', 'applying')) = (finished_at is null))
);

create table ledger_rebuild_differences (
  rebuild_id bigint      not null references ledger_rebuilds on delete cascade,
  user_id    varchar(50) not null,
  live       bigint      not null, -- balances
  rebuilt    bigint      not null,
  missing    integer     not null, -- facts of the topics that are not stored
  unknown    integer     not null, -- stored facts that no topic has, or that a topic tells otherwise
  primary key (rebuild_id, user_id)
);
