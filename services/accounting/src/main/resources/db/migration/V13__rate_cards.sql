-- What completions cost. A card never changes: a new one takes its place from its own moment on, so that all rows
-- together say who set which price, when and why.
create table rate_cards (
  id                     bigint        generated always as identity primary key,
  version                varchar(50)   not null generated always as ('card-' || id::text) stored unique,
  scope                  varchar(10)   not null check (scope in ('chatflow', 'model')),
  subject                varchar(200)  not null, -- a chatflow's or a model's id; '*' is each without a card of its own
  kind                   varchar(10)   not null check (kind in ('flat', 'tokens')),
  credits_per_completion bigint        check (credits_per_completion >= 0),
  input_per_1000         numeric(18,6) check (input_per_1000 >= 0),
  output_per_1000        numeric(18,6) check (output_per_1000 >= 0),
  minimum_credits        bigint        not null default 0 check (minimum_credits >= 0),
  hold_credits           bigint        not null check (hold_credits >= minimum_credits),
  valid_from             timestamptz   not null,
  valid_until            timestamptz   check (valid_until > valid_from),
  reason                 text          not null,
  created_by             varchar(50)   not null,
  created_at             timestamptz   not null,
  check ((kind = 'flat') = (credits_per_completion is not null)),
  check ((kind = 'tokens') = (input_per_1000 is not null)),
  check ((kind = 'tokens') = (output_per_1000 is not null))
);

create trigger rate_cards_immutable before update or delete or truncate on rate_cards
  for each statement execute function refuse_change();

-- The predecessor's prices.
insert into rate_cards
  (scope, subject, kind, input_per_1000, output_per_1000, hold_credits, valid_from, reason, created_by, created_at)
values
  ('model', '*',                             'tokens', 0.2,   0.5,  10, '2000-01-01Z', 'default', 'flowmeter', '2000-01-01Z'),
  ('model', 'amazon.nova-micro-v1:0',        'tokens', 0.06,  0.06, 10, '2000-01-01Z', 'default', 'flowmeter', '2000-01-01Z'),
  ('model', 'amazon.nova-lite-v1:0',         'tokens', 0.25,  0.8,  10, '2000-01-01Z', 'default', 'flowmeter', '2000-01-01Z'),
  ('model', 'amazon.titan-text-express-v1',  'tokens', 0.2,   0.6,  10, '2000-01-01Z', 'default', 'flowmeter', '2000-01-01Z'),
  ('model', 'meta.llama3-70b-instruct-v1:0', 'tokens', 0.265, 0.35, 10, '2000-01-01Z', 'default', 'flowmeter', '2000-01-01Z');
