-- A row is a hold: credits reserved for one completion until its usage settles it or it expires.
create table streaming_sessions (
  id                bigint       generated always as identity primary key,
  session_id        varchar(100) not null unique, -- the completion's id
  user_id           varchar(50)  not null references user_accounts,
  chatflow_id       varchar(100),
  model_id          varchar(100),
  allocated_credits bigint       not null check (allocated_credits >= 0),
  used_credits      bigint       check (used_credits >= 0),
  status            varchar(20)  not null check (status in ('active', 'completed', 'failed', 'expired')),
  rate_card_version varchar(50)  not null,
  started_at        timestamptz  not null,
  expires_at        timestamptz  not null,
  completed_at      timestamptz,
  check (expires_at > started_at),
  check ((status = 'active') = (completed_at is null)),
  check ((status in ('completed', 'failed')) = (used_credits is not null))
) with (fillfactor = 80);

create index streaming_sessions_user_open on streaming_sessions (user_id, expires_at) where status = 'active';
create index streaming_sessions_open on streaming_sessions (expires_at) where status = 'active';
