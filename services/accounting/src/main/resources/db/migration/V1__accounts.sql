-- One row per person: what auth said about them, and what the ledger says they have left.
-- Neither e-mail nor name is unique here: auth guards that, and a deleted person's address may be used again.
create table user_accounts (
  user_id             varchar(50)  primary key check (user_id ~ '^[A-Za-z0-9_-]+$'),
  username            varchar(100),
  email               varchar(255),
  role                varchar(20)  check (role in ('admin', 'supervisor', 'enduser')),
  email_verified      boolean      not null default false,
  active              boolean      not null default true,
  deleted_at          timestamptz,
  tokens_valid_from   timestamptz,
  -- Positions of the newest facts applied; null while the row was only built from a token or a usage.
  profile_occurred_at timestamptz,
  profile_event_id    uuid,
  role_occurred_at    timestamptz,
  role_event_id       uuid,
  held_credits        bigint       not null default 0 check (held_credits >= 0),
  debt_credits        bigint       not null default 0 check (debt_credits >= 0),
  spent_credits       bigint       not null default 0 check (spent_credits >= 0),
  -- Up to where this person's facts are folded; an older fact re-folds them.
  folded_at           timestamptz,
  folded_event_id     uuid,
  sequence            bigint       not null default 0,
  created_at          timestamptz  not null,
  updated_at          timestamptz  not null,
  check ((profile_occurred_at is null) = (profile_event_id is null)),
  check ((role_occurred_at is null) = (role_event_id is null)),
  check ((folded_at is null) = (folded_event_id is null))
) with (fillfactor = 70); -- held, debt and spent change often and are in no index: room for in-page updates

create index user_accounts_email on user_accounts (lower(email));
create index user_accounts_username on user_accounts (username);
