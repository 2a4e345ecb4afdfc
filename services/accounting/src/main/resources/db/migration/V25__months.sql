-- What grows without end lies in a table for each month. What is written now then meets indexes of a month's size,
-- however many years there are, and an old month can be moved elsewhere or compressed as a whole.

-- A completion is charged once. A unique index over months would have to contain their column, so the inbox, which
-- every usage passes, keeps watch.
alter table inbox add column completion_id uuid;
update inbox set completion_id = usage_records.completion_id
  from usage_records where usage_records.event_id = inbox.event_id;
create unique index inbox_completion on inbox (completion_id) where completion_id is not null;

alter table usage_records rename to usage_records_past;
alter table usage_records_past
  alter id drop identity,
  drop constraint usage_records_pkey,
  drop constraint usage_records_completion_id_key;
alter index usage_records_fold rename to usage_records_past_fold;
drop index usage_records_time;

create table usage_records (like usage_records_past including constraints) partition by range (occurred_at);
alter table usage_records
  alter id add generated always as identity,
  add primary key (occurred_at, id);
create index usage_records_fold on usage_records (user_id, occurred_at) include (credits, event_id);
create index usage_records_completion on usage_records (completion_id);

alter table ledger_entries rename to ledger_entries_past;
alter table ledger_entries_past
  alter id drop identity,
  drop constraint ledger_entries_pkey;
alter index ledger_entries_user rename to ledger_entries_past_user;
drop trigger ledger_entries_immutable on ledger_entries_past;
drop trigger ledger_entries_balanced on ledger_entries_past;

create table ledger_entries (like ledger_entries_past including constraints) partition by range (booked_at);
alter table ledger_entries
  alter id add generated always as identity,
  add primary key (id, booked_at);
create index ledger_entries_user on ledger_entries (user_id, id);

-- Triggers of statements act on the table that a statement names: the whole, or one month.
create procedure guard_entries(entries regclass) language plpgsql as $$
begin
  execute format('create trigger ledger_entries_immutable before update or delete or truncate on %s
                    for each statement execute function refuse_change()', entries);
  execute format('create trigger ledger_entries_balanced after insert on %s referencing new table as added
                    for each statement execute function refuse_unbalanced_bookings()', entries);
end $$;

call guard_entries('ledger_entries');

-- Makes what is missing of the months from this one on, of UTC. Returns how many it could not make now, since a
-- statement that runs for long holds the table: until then their rows lie in the table of the others.
create function keep_months(ahead integer) returns integer language plpgsql as $$
declare
  whole   text;
  month   date;
  part    text;
  missing integer := 0;
begin
  perform pg_advisory_xact_lock('usage_records'::regclass::oid::integer);
  perform set_config('lock_timeout', '1s', true);
  foreach whole in array array ['usage_records', 'ledger_entries'] loop
    for i in 0 .. ahead loop
      month := date_trunc('month', now() at time zone 'UTC') + make_interval(months => i);
      part := whole || to_char(month, '"_"YYYY"_"MM');
      continue when to_regclass(part) is not null;
      begin
        execute format('create table %I partition of %I for values from (%L) to (%L)', part, whole,
                       month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
        if whole = 'ledger_entries' then call guard_entries(part::regclass); end if;
      exception
        when invalid_object_definition then null; -- the past reaches into this month
        when lock_not_available or check_violation then missing := missing + 1;
      end;
    end loop;
  end loop;
  return missing;
end $$;

-- What there is already stays where it is, up to the end of the month of its newest row.
do $$
declare
  whole text;
  key   text;
  until timestamptz;
begin
  foreach whole in array array ['usage_records', 'ledger_entries'] loop
    key := case whole when 'usage_records' then 'occurred_at' else 'booked_at' end;
    execute format($q$select (date_trunc('month', coalesce(max(%I) at time zone 'UTC' + interval '1 month',
                              now() at time zone 'UTC'))) at time zone 'UTC' from %I$q$, key, whole || '_past') into until;
    execute format('alter table %I attach partition %I for values from (minvalue) to (%L)', whole, whole || '_past', until);
    execute format('create table %I partition of %I default', whole || '_other', whole);
    execute format($q$select setval(pg_get_serial_sequence(%L, 'id'), coalesce(max(id), 0) + 1, false) from %I$q$,
                   whole, whole || '_past');
  end loop;
  call guard_entries('ledger_entries_past');
  call guard_entries('ledger_entries_other');
  perform keep_months(3);
end $$;
