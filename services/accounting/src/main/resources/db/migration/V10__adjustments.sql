-- Corrections of a balance by hand: a raise is a grant as well, a removal is drawn as a use is.
create table credit_adjustments (
  id               bigint       generated always as identity primary key,
  adjustment_id    uuid         not null unique,
  event_id         uuid         not null,
  user_id          varchar(50)  not null references user_accounts,
  kind             varchar(10)  not null check (kind in ('set', 'remove', 'adjust')),
  credits          bigint       not null, -- negative: removed
  previous_credits bigint       not null, -- the balance before and after, as the request was answered
  new_credits      bigint       not null,
  expires_at       timestamptz,           -- of what a raise gives; null is never
  reason           text         not null,
  adjusted_by      varchar(50)  not null,
  adjusted_at      timestamptz  not null,
  idempotency_key  varchar(255),
  request_hash     bytea,
  check (expires_at > adjusted_at),
  check ((idempotency_key is null) = (request_hash is null)),
  unique (adjusted_by, idempotency_key)
);

create index credit_adjustments_user on credit_adjustments (user_id, adjusted_at);

-- The grant of a raise: its fact is the adjustment of the same id.
alter table credit_allocations add column adjustment boolean not null default false;

alter table user_accounts add column removed_credits bigint not null default 0 check (removed_credits >= 0);
