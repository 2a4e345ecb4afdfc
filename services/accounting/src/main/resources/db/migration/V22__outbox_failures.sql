-- An event that cannot be published is tried again later and later, and is dead in the end; meanwhile, and only
-- until then, the later events of the same key wait behind it. Dead ones stay here: setting dead_at to null and
-- attempts to 0 tries one again.
alter table outbox
  add column attempts smallint    not null default 0,
  add column retry_at timestamptz,
  add column failure  text,
  add column dead_at  timestamptz;

drop index outbox_slot;
create index outbox_slot on outbox (slot, id) where dead_at is null;
create index outbox_postponed on outbox (record_key, retry_at) where retry_at is not null and dead_at is null;
create index outbox_dead on outbox (dead_at) where dead_at is not null;
