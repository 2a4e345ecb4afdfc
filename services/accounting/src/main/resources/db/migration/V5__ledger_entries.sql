-- The books: each booking is a set of entries whose amounts sum to zero; an entry never changes.
create table ledger_entries (
  id            bigint      generated always as identity primary key,
  booking_id    uuid        not null,
  kind          varchar(20) not null check (kind in ('allocation', 'usage', 'adjustment', 'expiry', 'correction')),
  user_id       varchar(50) not null,
  account       varchar(10) not null check (account in ('granted', 'credit', 'spent', 'expired', 'removed', 'debt')),
  allocation_id uuid,
  amount        bigint      not null check (amount <> 0),
  occurred_at   timestamptz not null,
  booked_at     timestamptz not null,
  check ((account in ('granted', 'credit', 'expired')) = (allocation_id is not null))
);

create index ledger_entries_user on ledger_entries (user_id, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;

create trigger ledger_entries_immutable before update or delete or truncate on ledger_entries
  for each statement execute function refuse_change();

-- Checked once per statement, not per row: all entries of a booking are inserted by one statement.
create function refuse_unbalanced_bookings() returns trigger language plpgsql as $$
declare
  unbalanced uuid;
begin
  select booking_id into unbalanced from added group by booking_id having sum(amount) <> 0 limit 1;
  if found then
    raise exception 'booking % does not sum to zero', unbalanced using errcode = 'check_violation';
  end if;
  return null;
end $$;

create trigger ledger_entries_balanced after insert on ledger_entries
  referencing new table as added
  for each statement execute function refuse_unbalanced_bookings();
