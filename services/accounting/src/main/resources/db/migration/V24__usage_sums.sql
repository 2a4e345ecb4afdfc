-- What any range of days is summed from: a range is whole months and the days left at its ends, and all of time has
-- sums of its own. Kept by whoever books a usage, in the same transaction.

create table usage_people (
  user_id   varchar(50) not null,
  span      varchar(5)  not null check (span in ('day', 'month', 'ever')),
  start     date        not null, -- its first day, of UTC; 'ever' starts in 1970
  records   bigint      not null,
  credits   bigint      not null,
  -- In the index instead of credits, which change with every use: four steps to each doubling.
  magnitude smallint    not null generated always as
            (case when credits > 0 then floor(4 * ln(credits::double precision) / ln(2::double precision)) else -1 end) stored
) with (fillfactor = 80);

-- Of everybody. Transactions at the same time take a slot each, so that none waits for another.
create table usage_totals (
  span     varchar(5)   not null check (span in ('day', 'month', 'ever')),
  start    date         not null,
  service  varchar(50)  not null,
  model    varchar(200) not null, -- '' where nobody told
  reported boolean      not null, -- clients' own word, which was never charged
  slot     smallint     not null,
  records  bigint       not null,
  credits  bigint       not null,
  primary key (span, start, service, model, reported, slot)
) with (fillfactor = 80);

create table usage_days (
  day     date     not null,
  slot    smallint not null,
  records bigint   not null,
  credits bigint   not null,
  primary key (day, slot)
) with (fillfactor = 80);

insert into usage_people
  select user_id, 'day', day, sum(records), sum(credits) from usage_daily group by user_id, day order by day;
insert into usage_people
  select user_id, 'month', date_trunc('month', start)::date, sum(records), sum(credits) from usage_people
   where span = 'day' group by 1, 3;
insert into usage_people
  select user_id, 'ever', '1970-01-01', sum(records), sum(credits) from usage_people where span = 'month' group by 1;

alter table usage_people add primary key (user_id, span, start);
create index usage_people_most on usage_people (span, start, magnitude desc, user_id);

insert into usage_totals
  select 'day', day, service, model, reported, 0, sum(records), sum(credits) from usage_daily group by 2, 3, 4, 5;
insert into usage_totals
  select 'month', date_trunc('month', start)::date, service, model, reported, 0, sum(records), sum(credits)
    from usage_totals where span = 'day' group by 2, 3, 4, 5;
insert into usage_totals
  select 'ever', '1970-01-01', service, model, reported, 0, sum(records), sum(credits)
    from usage_totals where span = 'month' group by 3, 4, 5;
insert into usage_days select start, 0, sum(records), sum(credits) from usage_totals where span = 'day' group by 1;

drop table usage_daily_totals;
drop table usage_user_totals;
drop index usage_daily_day;
