package io.flowmeter.auth.migration;

import io.flowmeter.auth.access.Administrator;
import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.Username;
import io.flowmeter.auth.password.Passwords;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class MigrationController {
  private static final int MAX_USERS = 1_000;
  private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{24}");
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  private final Arrival arrival;

  MigrationController(Arrival arrival) {
    this.arrival = arrival;
  }

  /**
   * @param role one that is unknown here gives no rights, as it gave none there
   * @param createdAt ISO 8601
   */
  record OldUser(
      @Nullable String id,
      @Nullable String username,
      @Nullable String email,
      @Nullable String passwordHash,
      @Nullable String role,
      @Nullable Boolean verified,
      @Nullable String createdAt) {
    @Override
    public String toString() {
      return "OldUser[***]";
    }
  }

  /**
   * @param apply without it nothing is done, and the results tell what would be
   */
  record MigrationRequest(@Nullable List<@Nullable OldUser> users, @Nullable Boolean apply) {}

  /**
   * @param status created, known (somebody of that id is or was here) or refused
   */
  record Result(String id, String status, String message) {}

  record MigrationReply(boolean applied, List<Result> results) {}

  /** Each row for itself, in their order; the same rows again change nothing. */
  @PostMapping("/api/admin/migration/users")
  MigrationReply users(Administrator admin, @RequestBody MigrationRequest request) {
    List<@Nullable OldUser> users = request.users();
    if (users == null || users.isEmpty()) {
      throw new ApiException(400, "A non-empty array of users is required");
    }
    if (users.size() > MAX_USERS) {
      throw new ApiException(400, "users must be at most %d".formatted(MAX_USERS));
    }
    boolean apply = Boolean.TRUE.equals(request.apply());
    var results = new ArrayList<Result>();
    for (OldUser user : users) results.add(result(user, apply));
    return new MigrationReply(apply, results);
  }

  private Result result(@Nullable OldUser user, boolean apply) {
    if (user == null) return new Result("", "refused", "a user must be an object");
    String id = text(user.id()).toLowerCase(Locale.ROOT);
    Optional<String> brokenRule = brokenRule(user);
    if (brokenRule.isPresent()) return new Result(id, "refused", brokenRule.get());
    Moved moved =
        new Moved(
            new UserId(id),
            new Username(text(user.username())),
            new EmailAddress(text(user.email())),
            text(user.passwordHash()),
            Boolean.TRUE.equals(user.verified()),
            Role.parse(text(user.role())).orElse(Role.ENDUSER),
            moment(user.createdAt()).orElseThrow());
    return switch (arrival.of(moved, apply)) {
      case Arrival.Outcome.Created _ -> new Result(id, "created", "as " + moved.role().wire());
      case Arrival.Outcome.Known _ -> new Result(id, "known", "is or was here already");
      case Arrival.Outcome.Refused(String why) -> new Result(id, "refused", why);
    };
  }

  private static Optional<String> brokenRule(OldUser user) {
    if (!ID.matcher(text(user.id())).matches()) {
      return Optional.of("id must be 24 hexadecimal digits");
    }
    if (!Passwords.understands(text(user.passwordHash()))) {
      return Optional.of("passwordHash must be of bcrypt, with a cost from 4 to 14");
    }
    if (moment(user.createdAt()).isEmpty()) {
      return Optional.of("createdAt must be a moment as 2026-01-31T12:00:00Z");
    }
    return Username.brokenRule(text(user.username()))
        .or(() -> EmailAddress.brokenRule(text(user.email())));
  }

  private static Optional<Instant> moment(@Nullable String text) {
    try {
      Instant moment = Instant.parse(text(text));
      boolean likely = moment.isAfter(EARLIEST) && moment.isBefore(LATEST);
      return likely ? Optional.of(moment) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String text(@Nullable String field) {
    return field == null ? "" : field;
  }
}
