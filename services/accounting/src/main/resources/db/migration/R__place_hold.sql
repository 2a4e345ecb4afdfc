-- The credit check: decides about many holds and reserves them in one round trip, atomically for any number of
-- callers. The locks on the accounts' rows order the holds of one person; each statement below sees what was
-- committed before it. The holds of one call are decided in their order, and name different completions.
--
-- outcome: placed | repeated (same completion, same content) | conflict (same completion, other content)
--        | insufficient | inactive (deleted or deactivated person)
create or replace function place_holds(
  p_completion_ids varchar[], p_user_ids varchar[], p_usernames varchar[], p_emails varchar[], p_roles varchar[],
  p_chatflow_ids varchar[], p_credits bigint[], p_rate_card_versions varchar[], p_now timestamptz, p_expires_at timestamptz)
returns table (
  place integer, outcome varchar, hold_id bigint, credits bigint, available bigint, expires_at timestamptz,
  rate_card_version varchar)
language plpgsql
-- Every call asks the same of the same indexes: planning it anew each time took longer than doing it.
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  asked record;
  person varchar;
  free numeric;
  decisions varchar[] := p_completion_ids; -- of the right length
  frees bigint[] := p_credits;
begin
  -- Before any lock is taken, so that nobody who waits for a new account holds what its maker waits for.
  insert into user_accounts (user_id, username, email, role, created_at, updated_at)
  select distinct on (r.user_id) r.user_id, r.username, r.email, r.role, p_now, p_now
    from unnest(p_user_ids, p_usernames, p_emails, p_roles) r (user_id, username, email, role)
   where not exists (select 1 from user_accounts a where a.user_id = r.user_id)
   order by r.user_id
  on conflict do nothing;

  perform 1 from user_accounts a where a.user_id = any(p_user_ids) order by a.user_id for no key update;

  for asked in
    with people as materialized (
      select a.user_id, a.active and a.deleted_at is null as usable,
             -- Holds past their expiry count no longer, whether or not the sweeper has released them yet.
             (select coalesce(sum(c.remaining_credits), 0) from credit_allocations c
               where c.user_id = a.user_id and c.open and (c.expires_at is null or c.expires_at > p_now))
             - a.debt_credits - a.held_credits
             + (select coalesce(sum(s.allocated_credits), 0) from streaming_sessions s
                 where s.user_id = a.user_id and s.status = 'active' and s.expires_at <= p_now) as free
        from user_accounts a where a.user_id = any(p_user_ids))
    select r.n, r.user_id, r.credits, p.usable, p.free, h.id as hold_id,
           h.user_id = r.user_id and h.chatflow_id is not distinct from r.chatflow_id as same
      from unnest(p_completion_ids, p_user_ids, p_chatflow_ids, p_credits)
           with ordinality r (completion_id, user_id, chatflow_id, credits, n)
      join people p on p.user_id = r.user_id
      left join streaming_sessions h on h.session_id = r.completion_id
     order by r.user_id, r.n
  loop
    if person is distinct from asked.user_id then
      person := asked.user_id;
      free := asked.free;
    end if;
    if asked.hold_id is not null then
      decisions[asked.n] := case when asked.same then 'repeated' else 'conflict' end;
    elsif not asked.usable then
      decisions[asked.n] := 'inactive';
    elsif free < asked.credits then
      decisions[asked.n] := 'insufficient';
    else
      decisions[asked.n] := 'placed';
      free := free - asked.credits;
    end if;
    frees[asked.n] := least(greatest(free, -9223372036854775808), 9223372036854775807);
  end loop;

  return query
  with placed as (
    insert into streaming_sessions
      (session_id, user_id, chatflow_id, allocated_credits, status, rate_card_version, started_at, expires_at)
    select r.completion_id, r.user_id, r.chatflow_id, r.credits, 'active', r.version, p_now, p_expires_at
      from unnest(p_completion_ids, p_user_ids, p_chatflow_ids, p_credits, p_rate_card_versions, decisions)
           r (completion_id, user_id, chatflow_id, credits, version, decision)
     where r.decision = 'placed'
     order by r.completion_id
    on conflict do nothing
    returning id, session_id, user_id, allocated_credits),
  reserved as (
    update user_accounts a set held_credits = a.held_credits + s.credits, updated_at = p_now
      from (select user_id, sum(allocated_credits) as credits from placed group by user_id) s
     where a.user_id = s.user_id)
  select r.n::integer,
         -- Only another person's hold on the same completion can have come between.
         case when r.decision = 'placed' and n.id is null then 'conflict' else r.decision end,
         coalesce(n.id, h.id),
         case when r.decision = 'repeated' then h.allocated_credits else r.credits end,
         r.free,
         case when r.decision = 'repeated' then h.expires_at else p_expires_at end,
         case when r.decision = 'repeated' then h.rate_card_version else r.version end
    from unnest(p_completion_ids, p_credits, p_rate_card_versions, decisions, frees)
         with ordinality r (completion_id, credits, version, decision, free, n)
    left join placed n on n.session_id = r.completion_id
    left join streaming_sessions h on h.session_id = r.completion_id and r.decision = 'repeated';
end $$;

-- One of them.
create or replace function place_hold(
  p_completion_id varchar, p_user_id varchar, p_username varchar, p_email varchar, p_role varchar,
  p_chatflow_id varchar, p_credits bigint, p_rate_card_version varchar, p_now timestamptz, p_expires_at timestamptz)
returns table (
  outcome varchar, hold_id bigint, credits bigint, available bigint, expires_at timestamptz, rate_card_version varchar)
language sql as $$
  select outcome, hold_id, credits, available, expires_at, rate_card_version
    from place_holds(array[p_completion_id], array[p_user_id], array[p_username], array[p_email], array[p_role],
                     array[p_chatflow_id], array[p_credits], array[p_rate_card_version], p_now, p_expires_at)
$$;
