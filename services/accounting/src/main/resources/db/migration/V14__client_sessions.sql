-- Sessions that clients open themselves through REST; a person can end only such a one, never a service's hold.
alter table streaming_sessions
  add column client           boolean not null default false,
  add column estimated_tokens bigint  check (estimated_tokens > 0),
  add column estimated_credits bigint check (estimated_credits >= 0);

create index streaming_sessions_started on streaming_sessions (started_at desc);
create index streaming_sessions_ended on streaming_sessions (completed_at desc) where completed_at is not null;

-- What clients say that they used. A log: it moves no credits.
create table usage_reports (
  id          bigint       generated always as identity primary key,
  user_id     varchar(50)  not null references user_accounts,
  service     varchar(50)  not null,
  operation   varchar(100) not null,
  credits     bigint       not null check (credits >= 0),
  metadata    jsonb,
  reported_by varchar(50)  not null,
  reported_at timestamptz  not null
);

create index usage_reports_user on usage_reports (user_id, reported_at);
