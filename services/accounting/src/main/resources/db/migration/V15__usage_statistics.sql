-- Sums kept by whoever books a usage, in the same transaction; statistics never scan the records.
create table usage_daily (
  user_id       varchar(50)  not null,
  day           date         not null, -- of UTC, of when it occurred
  service       varchar(50)  not null,
  model         varchar(200) not null, -- '' where nobody told
  reported      boolean      not null, -- a client's own word, which was never charged
  records       bigint       not null,
  credits       bigint       not null,
  input_tokens  bigint       not null,
  output_tokens bigint       not null,
  primary key (user_id, day, service, model, reported)
) with (fillfactor = 80);

create index usage_daily_day on usage_daily (day);

-- Of everybody, spread over slots so that instances do not wait for each other's transactions.
create table usage_daily_totals (
  slot          smallint     not null,
  day           date         not null,
  service       varchar(50)  not null,
  model         varchar(200) not null,
  reported      boolean      not null,
  records       bigint       not null,
  credits       bigint       not null,
  primary key (day, service, model, reported, slot)
) with (fillfactor = 80);

create table usage_user_totals (
  user_id varchar(50) primary key,
  records bigint      not null,
  credits bigint      not null
) with (fillfactor = 80);

create index usage_user_totals_most on usage_user_totals (credits desc);

insert into usage_daily
  select user_id, (occurred_at at time zone 'UTC')::date, service, coalesce(model, ''), false,
         count(*), sum(credits), sum(input_tokens), sum(output_tokens)
    from usage_records group by 1, 2, 3, 4;
insert into usage_daily_totals
  select 0, day, service, model, reported, sum(records), sum(credits) from usage_daily group by 2, 3, 4, 5;
insert into usage_user_totals select user_id, sum(records), sum(credits) from usage_daily group by 1;

create index usage_records_time on usage_records (occurred_at, id);
