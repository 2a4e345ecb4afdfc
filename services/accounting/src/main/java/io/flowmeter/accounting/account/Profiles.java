package io.flowmeter.accounting.account;

import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static java.util.stream.Collectors.groupingBy;
import static org.jooq.impl.DSL.any;

import io.flowmeter.accounting.db.tables.records.UserAccountsRecord;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.accounting.sql.Rows;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Brings profiles up to date with auth's events, in the transaction it is called in. */
@Component
class Profiles {
  private final DSLContext sql;
  private final Accounts accounts;
  private final Clock clock;

  Profiles(DSLContext sql, Accounts accounts, Clock clock) {
    this.sql = sql;
    this.accounts = accounts;
    this.clock = clock;
  }

  void apply(List<AccountFact> facts) {
    Map<UserId, List<AccountFact>> byUser = facts.stream().collect(groupingBy(AccountFact::userId));
    accounts.ensure(byUser.keySet());
    String[] ids = byUser.keySet().stream().map(UserId::value).toArray(String[]::new);
    List<Profile> changed =
        sql
            .selectFrom(USER_ACCOUNTS)
            .where(USER_ACCOUNTS.USER_ID.eq(any(ids)))
            .orderBy(USER_ACCOUNTS.USER_ID)
            .forNoKeyUpdate()
            .fetch(Profiles::profile)
            .stream()
            .map(profile -> applyAll(profile, byUser.getOrDefault(profile.userId(), List.of())))
            .toList();
    update(changed);
  }

  private static Profile applyAll(Profile profile, List<AccountFact> facts) {
    Profile current = profile;
    for (AccountFact fact : facts) {
      current = current.apply(fact);
    }
    return current;
  }

  private void update(List<Profile> profiles) {
    Instant now = clock.instant();
    Rows.of(profiles)
        .with(USER_ACCOUNTS.USER_ID, profile -> profile.userId().value())
        .with(USER_ACCOUNTS.USERNAME, Profile::username)
        .with(USER_ACCOUNTS.EMAIL, Profile::email)
        .with(USER_ACCOUNTS.ROLE, Profile::role)
        .with(USER_ACCOUNTS.EMAIL_VERIFIED, Profile::emailVerified)
        .with(USER_ACCOUNTS.ACTIVE, Profile::active)
        .with(USER_ACCOUNTS.DELETED_AT, Profile::deletedAt)
        .with(USER_ACCOUNTS.TOKENS_VALID_FROM, Profile::tokensValidFrom)
        .with(USER_ACCOUNTS.PROFILE_OCCURRED_AT, profile -> time(profile.describedAt()))
        .with(USER_ACCOUNTS.PROFILE_EVENT_ID, profile -> id(profile.describedAt()))
        .with(USER_ACCOUNTS.ROLE_OCCURRED_AT, profile -> time(profile.roleAt()))
        .with(USER_ACCOUNTS.ROLE_EVENT_ID, profile -> id(profile.roleAt()))
        .update(sql, USER_ACCOUNTS, USER_ACCOUNTS.USER_ID, Map.of(USER_ACCOUNTS.UPDATED_AT, now));
  }

  private static Profile profile(UserAccountsRecord row) {
    return new Profile(
        new UserId(row.getUserId()),
        row.getUsername(),
        row.getEmail(),
        row.getRole(),
        row.getEmailVerified(),
        row.getActive(),
        row.getDeletedAt(),
        row.getTokensValidFrom(),
        position(row.getProfileOccurredAt(), row.getProfileEventId()),
        position(row.getRoleOccurredAt(), row.getRoleEventId()));
  }

  private static Position position(@Nullable Instant time, @Nullable UUID id) {
    return time == null || id == null ? Position.BEGINNING : new Position(time, id);
  }

  private static @Nullable Instant time(Position position) {
    return position.equals(Position.BEGINNING) ? null : position.occurredAt();
  }

  private static @Nullable UUID id(Position position) {
    return position.equals(Position.BEGINNING) ? null : position.eventId();
  }
}
