-- The credit check: decides and reserves in one round trip, atomically for any number of callers. The lock on
-- the account's row orders the holds of one person; each statement below sees what was committed before it.
--
-- outcome: placed | repeated (same completion, same content) | conflict (same completion, other content)
--        | insufficient | inactive (deleted or deactivated person)
create or replace function place_hold(
  p_completion_id varchar, p_user_id varchar, p_username varchar, p_email varchar, p_role varchar,
  p_chatflow_id varchar, p_credits bigint, p_rate_card_version varchar, p_now timestamptz, p_expires_at timestamptz)
returns table (
  outcome varchar, hold_id bigint, credits bigint, available bigint, expires_at timestamptz, rate_card_version varchar)
language plpgsql as $$
#variable_conflict use_column
declare
  person user_accounts;
  hold streaming_sessions;
  free numeric;
begin
  select * into person from user_accounts where user_id = p_user_id for no key update;
  if not found then
    insert into user_accounts (user_id, username, email, role, created_at, updated_at)
    values (p_user_id, p_username, p_email, p_role, p_now, p_now) on conflict do nothing;
    select * into person from user_accounts where user_id = p_user_id for no key update;
  end if;

  -- Holds past their expiry count no longer, whether or not the sweeper has released them yet.
  select coalesce(sum(remaining_credits), 0) - person.debt_credits - person.held_credits into free
    from credit_allocations a where a.user_id = p_user_id and a.open and (a.expires_at is null or a.expires_at > p_now);
  select free + coalesce(sum(allocated_credits), 0) into free
    from streaming_sessions s where s.user_id = p_user_id and s.status = 'active' and s.expires_at <= p_now;
  free := least(greatest(free, -9223372036854775808), 9223372036854775807);

  select * into hold from streaming_sessions where session_id = p_completion_id;
  if not found then
    if person.deleted_at is not null or not person.active then
      return query select 'inactive'::varchar, null::bigint, p_credits, free::bigint, null::timestamptz, p_rate_card_version;
      return;
    end if;
    if free < p_credits then
      return query select 'insufficient'::varchar, null::bigint, p_credits, free::bigint, null::timestamptz, p_rate_card_version;
      return;
    end if;
    insert into streaming_sessions
      (session_id, user_id, chatflow_id, allocated_credits, status, rate_card_version, started_at, expires_at)
    values (p_completion_id, p_user_id, p_chatflow_id, p_credits, 'active', p_rate_card_version, p_now, p_expires_at)
    on conflict do nothing returning * into hold;
    if found then
      update user_accounts set held_credits = held_credits + p_credits, updated_at = p_now where user_id = p_user_id;
      return query select 'placed'::varchar, hold.id, p_credits, (free - p_credits)::bigint, p_expires_at, p_rate_card_version;
      return;
    end if;
    -- Only another person's hold on the same completion can have come between.
    select * into hold from streaming_sessions where session_id = p_completion_id;
  end if;

  if hold.user_id = p_user_id and hold.chatflow_id is not distinct from p_chatflow_id then
    return query select 'repeated'::varchar, hold.id, hold.allocated_credits, free::bigint, hold.expires_at, hold.rate_card_version;
  else
    return query select 'conflict'::varchar, null::bigint, p_credits, free::bigint, null::timestamptz, p_rate_card_version;
  end if;
end $$;
