package io.flowmeter.accounting.account;

import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.lower;

import io.flowmeter.accounting.db.tables.records.UserAccountsRecord;
import io.flowmeter.accounting.sql.Rows;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The accounts' rows. */
@Component
public class Accounts {
  private final DSLContext sql;
  private final Clock clock;

  Accounts(DSLContext sql, Clock clock) {
    this.sql = sql;
    this.clock = clock;
  }

  /** The caller's account, built from the token's claims if auth's event is not here yet. */
  public Person of(Caller caller) {
    return byId(caller.userId())
        .orElseGet(
            () -> {
              insert(
                  caller.userId(),
                  caller.username(),
                  caller.email(),
                  caller.role(),
                  clock.instant());
              return byId(caller.userId()).orElseThrow();
            });
  }

  public Optional<Person> byId(UserId userId) {
    return only(USER_ACCOUNTS.USER_ID.eq(userId.value())).stream().findFirst();
  }

  /** People of that name or address who are not deleted; auth's own rule lets there be one. */
  public List<Person> byUsername(String username) {
    return only(USER_ACCOUNTS.USERNAME.eq(username).and(USER_ACCOUNTS.DELETED_AT.isNull()));
  }

  public List<Person> byEmail(String email) {
    return only(
        lower(USER_ACCOUNTS.EMAIL)
            .eq(email.toLowerCase(Locale.ROOT))
            .and(USER_ACCOUNTS.DELETED_AT.isNull()));
  }

  /** Those of them of whom auth has told, and who are not deleted. */
  public Set<UserId> present(Collection<UserId> users) {
    String[] ids = users.stream().map(UserId::value).toArray(String[]::new);
    return sql
        .selectFrom(USER_ACCOUNTS)
        .where(USER_ACCOUNTS.USER_ID.eq(any(ids)))
        .fetch(Accounts::person)
        .stream()
        .filter(Person::isPresent)
        .map(Person::userId)
        .collect(Collectors.toSet());
  }

  /** Makes bare rows for people of whom nothing is known yet but an id. */
  public void ensure(Collection<UserId> users) {
    Instant now = clock.instant();
    Rows.of(absent(users))
        .with(USER_ACCOUNTS.USER_ID, id -> id)
        .with(USER_ACCOUNTS.CREATED_AT, _ -> now)
        .with(USER_ACCOUNTS.UPDATED_AT, _ -> now)
        .insertIfAbsent(sql, USER_ACCOUNTS);
  }

  // Nearly always nobody; an insert of somebody who is there costs more than the look.
  private List<String> absent(Collection<UserId> users) {
    Set<String> absent = new TreeSet<>();
    users.forEach(user -> absent.add(user.value()));
    sql.select(USER_ACCOUNTS.USER_ID)
        .from(USER_ACCOUNTS)
        .where(USER_ACCOUNTS.USER_ID.eq(any(absent.toArray(String[]::new))))
        .forEach(row -> absent.remove(row.value1()));
    return List.copyOf(absent);
  }

  /** False where there is one of that id already. */
  boolean insert(UserId userId, String username, String email, Role role, Instant now) {
    return sql.insertInto(USER_ACCOUNTS)
            .set(USER_ACCOUNTS.USER_ID, userId.value())
            .set(USER_ACCOUNTS.USERNAME, username)
            .set(USER_ACCOUNTS.EMAIL, email)
            .set(USER_ACCOUNTS.ROLE, role.wire())
            .set(USER_ACCOUNTS.CREATED_AT, now)
            .set(USER_ACCOUNTS.UPDATED_AT, now)
            .onConflictDoNothing()
            .execute()
        == 1;
  }

  private List<Person> only(Condition which) {
    return sql.selectFrom(USER_ACCOUNTS).where(which).limit(2).fetch(Accounts::person);
  }

  private static @Nullable Role role(@Nullable String text) {
    return text == null ? null : Role.parse(text).orElse(null);
  }

  private static Person person(UserAccountsRecord row) {
    return new Person(
        new UserId(row.getUserId()),
        row.getUsername(),
        row.getEmail(),
        role(row.getRole()),
        row.getDeletedAt() != null,
        row.getTokensValidFrom());
  }
}
