package io.flowmeter.accounting.supervisor;

import io.flowmeter.accounting.account.Person;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.stereotype.Component;

/** Who may change whose credits: administrators anybody's, supervisors within their limits. */
@Component
public class Permission {
  private final LimitRows rows;
  private final LimitSettings settings;

  Permission(LimitRows rows, LimitSettings settings) {
    this.rows = rows;
    this.settings = settings;
  }

  public static void requireSupervisor(Caller caller) {
    if (!caller.isAtLeastSupervisor()) throw new ApiException(403, "Admin access required");
  }

  public static void requireAdmin(Caller caller) {
    if (!caller.isAdmin()) throw new ApiException(403, "Admin access required");
  }

  /** Whether the caller may change this person's credits at all. */
  public static void requirePowerOver(Caller caller, Person person) {
    requireSupervisor(caller);
    if (caller.isAdmin()) return;
    if (caller.userId().equals(person.userId())) {
      throw new ApiException(403, "Supervisors cannot change their own credits");
    }
    if (person.role() != Role.ENDUSER) {
      throw new ApiException(
          403, "Supervisors cannot change the credits of supervisors and administrators");
    }
  }

  /** Uses up a supervisor's limit, in the transaction that gives. */
  public void give(Caller caller, Credits credits, Instant now) {
    if (caller.isAdmin()) return;
    Limit limit = requireAtOnce(caller.userId(), credits);
    if (rows.give(caller.userId(), month(now), credits, limit.monthly())) return;
    throw new ApiException(
            403, "Supervisors may give at most %d credits a month".formatted(limit.monthly()))
        .with("perMonth", limit.monthly());
  }

  public void take(Caller caller, Credits credits) {
    if (!caller.isAdmin()) requireAtOnce(caller.userId(), credits);
  }

  private Limit requireAtOnce(UserId supervisor, Credits credits) {
    Limit limit = rows.of(supervisor).orElseGet(settings::limit);
    Credits most = limit.perAllocation();
    if (most == null || limit.allowsAtOnce(credits)) return limit;
    throw new ApiException(
            403, "Supervisors may change at most %d credits at a time".formatted(most.amount()))
        .with("perAllocation", most.amount());
  }

  static LocalDate month(Instant now) {
    return now.atZone(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1);
  }
}
