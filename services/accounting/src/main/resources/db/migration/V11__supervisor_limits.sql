-- What supervisors may give; the newest row of a supervisor applies, '*' is everybody without one. Older rows stay:
-- they say who allowed what, and when.
create table supervisor_limits (
  id             bigint      generated always as identity primary key,
  supervisor_id  varchar(50) not null,
  per_allocation bigint      check (per_allocation >= 0), -- null is no limit
  per_month      bigint      check (per_month >= 0),
  set_by         varchar(50) not null,
  set_at         timestamptz not null
);

create index supervisor_limits_newest on supervisor_limits (supervisor_id, id desc);

-- What a supervisor has given in a month (UTC), so that the limit is checked and used up by one statement.
create table supervisor_months (
  supervisor_id varchar(50) not null,
  month         date        not null,
  given_credits bigint      not null check (given_credits >= 0),
  primary key (supervisor_id, month)
) with (fillfactor = 70);

-- Who gave what to whom, newest first.
create index credit_allocations_given on credit_allocations (allocated_at desc, id desc);
create index credit_adjustments_made on credit_adjustments (adjusted_at desc, id desc);
