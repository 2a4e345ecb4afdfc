-- States of ledgers at earlier positions, so that a late fact folds again what follows it and not a whole life.
-- A state holds for ever, unless a fact older than it arrives: that one deletes it.
create table ledger_snapshots (
  user_id         varchar(50) not null references user_accounts,
  occurred_at     timestamptz not null,
  event_id        uuid        not null,
  debt_credits    bigint      not null check (debt_credits >= 0),
  spent_credits   bigint      not null check (spent_credits >= 0),
  removed_credits bigint      not null check (removed_credits >= 0),
  -- The grants of which something was left, and how much.
  allocation_ids  uuid[]      not null,
  remaining       bigint[]    not null,
  primary key (user_id, occurred_at, event_id),
  check (cardinality(allocation_ids) = cardinality(remaining))
);

alter table user_accounts add column facts_since_snapshot integer not null default 0;

-- Folding again reads nothing but this index.
create index usage_records_fold on usage_records (user_id, occurred_at) include (credits, event_id);
drop index usage_records_user;
