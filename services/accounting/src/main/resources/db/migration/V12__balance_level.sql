-- The level last told, so that a crossing is told once.
alter table user_accounts add column balance_level varchar(20) not null default 'exhausted'
  check (balance_level in ('sufficient', 'low', 'exhausted'));
