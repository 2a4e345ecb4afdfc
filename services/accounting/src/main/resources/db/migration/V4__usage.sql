-- Every completion that ended, and what it cost: the facts that balances are folded from, with the allocations.
create table usage_records (
  id                bigint       generated always as identity primary key,
  event_id          uuid         not null,
  completion_id     uuid         not null unique,
  user_id           varchar(50)  not null references user_accounts,
  occurred_at       timestamptz  not null,
  service           varchar(50)  not null,
  operation         varchar(100) not null,
  credits           bigint       not null check (credits >= 0),
  chatflow_id       varchar(100) not null,
  session_id        varchar(100) not null,
  model             varchar(200),
  outcome           varchar(20)  not null,
  input_tokens      bigint       not null check (input_tokens >= 0),
  output_tokens     bigint       not null check (output_tokens >= 0),
  tokens_estimated  boolean      not null,
  rate_card_version varchar(50)  not null,
  started_at        timestamptz  not null,
  duration_millis   bigint       not null check (duration_millis >= 0),
  recorded_at       timestamptz  not null
);

create index usage_records_user on usage_records (user_id, occurred_at);
