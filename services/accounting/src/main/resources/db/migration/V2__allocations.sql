-- A grant of credits and what is left of it. Spent = total - remaining - expired.
create table credit_allocations (
  id                bigint       generated always as identity primary key,
  allocation_id     uuid         not null unique,
  event_id          uuid         not null,
  user_id           varchar(50)  not null references user_accounts,
  total_credits     bigint       not null check (total_credits > 0),
  remaining_credits bigint       not null check (remaining_credits >= 0),
  expired_credits   bigint       not null default 0 check (expired_credits >= 0),
  -- In an index instead of remaining_credits, which changes with every use.
  open              boolean      generated always as (remaining_credits > 0) stored,
  priority          integer      not null,
  allocated_by      varchar(50)  not null,
  allocated_at      timestamptz  not null,
  expires_at        timestamptz,
  notes             text         not null,
  idempotency_key   varchar(255),
  request_hash      bytea,
  check (remaining_credits + expired_credits <= total_credits),
  check (expires_at > allocated_at),
  check ((idempotency_key is null) = (request_hash is null)),
  unique (allocated_by, idempotency_key)
) with (fillfactor = 70);

create index credit_allocations_user on credit_allocations (user_id, open, expires_at);
create index credit_allocations_expiring on credit_allocations (expires_at) where open;
