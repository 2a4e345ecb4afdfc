-- What the sink needs; run again at each start, which changes nothing that is there.
-- PostgreSQL 14 or newer.
create schema if not exists flowmeter;
set search_path to flowmeter;

-- Where to read on. Written in the transaction of the facts, so that a killed sink neither loses nor repeats any.
create table if not exists positions (
  topic text not null,
  partition int not null,
  next_offset bigint not null,
  primary key (topic, partition)
);

-- UsageRecorded, from proxy.usage.v1. The keys drop what is delivered again, and a second usage of one completion.
create table if not exists usage (
  event_id uuid primary key,
  occurred_at timestamptz not null,
  user_id text not null,
  completion_id uuid not null unique,
  chatflow_id text not null,
  model text,
  outcome text not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  credits bigint not null check (credits >= 0)
);
create index if not exists usage_of_user on usage (user_id);

-- CreditsAllocated and CreditsAdjusted, from accounting.credits.v1. A raise counts as a grant of priority 100.
create table if not exists credit_changes (
  event_id uuid primary key,
  occurred_at timestamptz not null,
  user_id text not null,
  grant_id uuid not null,
  credits bigint not null check (credits <> 0),
  priority int not null,
  expires_at timestamptz
);
create index if not exists credit_changes_of_user on credit_changes (user_id);

create or replace view usage_per_day as
select (occurred_at at time zone 'UTC')::date as day,
       chatflow_id,
       count(*) as completions,
       count(*) filter (where outcome = 'SUCCEEDED') as succeeded,
       sum(input_tokens) as input_tokens,
       sum(output_tokens) as output_tokens,
       sum(credits) as credits
from usage
group by 1, 2;

-- All that moves somebody's credits; negative is drawn from what was granted.
create or replace view facts as
select user_id, occurred_at, event_id, credits as amount, grant_id, priority, expires_at from credit_changes
union all
select user_id, occurred_at, event_id, -credits, null, null, null from usage;

do $$
begin
  create type open_grant as (
    id uuid, priority int, expires_at timestamptz, granted_at timestamptz, remaining bigint);
exception when duplicate_object then null;
end $$;

-- A balance is a fold over a person's facts in the order of occurred_at and event_id, however late they came:
-- a grant first pays debt; what is drawn comes from the lowest priority, then the soonest expiry, then the oldest
-- grant; what no unexpired grant covers becomes debt. Expiry is a matter of occurred_at, and exact to its moment.
create or replace function balance(whom text, at_moment timestamptz default now()) returns bigint
language plpgsql stable set search_path from current as $$
declare
  grants open_grant[] := '{}';
  debt bigint := 0;
  fact record;
  source record;
  owed bigint;
  drawn bigint;
begin
  for fact in
    select * from facts f where f.user_id = whom and f.occurred_at <= at_moment order by occurred_at, event_id
  loop
    owed := greatest(-fact.amount, 0);
    if fact.amount > 0 and (fact.expires_at is null or fact.expires_at > fact.occurred_at) then
      grants := grants || row(fact.grant_id, fact.priority, fact.expires_at, fact.occurred_at, fact.amount)::open_grant;
      owed := debt;
      debt := 0;
    end if;
    for source in
      select g.ordinality as place, g.remaining from unnest(grants) with ordinality g
      where g.remaining > 0 and (g.expires_at is null or g.expires_at > fact.occurred_at)
      order by g.priority, g.expires_at nulls last, g.granted_at, g.id
    loop
      exit when owed = 0;
      drawn := least(source.remaining, owed);
      grants[source.place].remaining := source.remaining - drawn;
      owed := owed - drawn;
    end loop;
    debt := debt + owed;
  end loop;
  return (select coalesce(sum(g.remaining), 0) from unnest(grants) g
          where g.expires_at is null or g.expires_at > at_moment) - debt;
end $$;

create or replace view balances as
select user_id, balance(user_id) as balance from (select distinct user_id from facts) people;
