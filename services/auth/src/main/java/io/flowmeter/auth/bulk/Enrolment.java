package io.flowmeter.auth.bulk;

import static com.mongodb.client.model.Updates.set;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserDocument;
import io.flowmeter.auth.account.UserEvents;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.audit.Act;
import io.flowmeter.auth.audit.AuditLog;
import io.flowmeter.auth.audit.Origin;
import io.flowmeter.auth.audit.Origins;
import io.flowmeter.auth.bulk.Line.Result;
import io.flowmeter.auth.bulk.Line.Status;
import io.flowmeter.auth.password.Password;
import io.flowmeter.auth.session.Sessions;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gives one line of an import its effect; the same line again has none. */
@Component
class Enrolment {
  private static final String IN_BULK = "in bulk";
  private static final String CHANGED = "the account was changed at the same time, run it again";

  private final Users users;
  private final UserEvents events;
  private final Creation creation;
  private final CreditGrants credits;
  private final InitialPasswords passwords;
  private final Hardening hardening;
  private final Sessions sessions;
  private final AuditLog audit;
  private final Clock clock;

  Enrolment(
      Users users,
      UserEvents events,
      Creation creation,
      CreditGrants credits,
      InitialPasswords passwords,
      Hardening hardening,
      Sessions sessions,
      AuditLog audit,
      Clock clock) {
    this.users = users;
    this.events = events;
    this.creation = creation;
    this.credits = credits;
    this.passwords = passwords;
    this.hardening = hardening;
    this.sessions = sessions;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * @param dry only say what would be done
   * @param origin of the request that ordered it
   */
  record Order(UserId by, boolean dry, Origin origin) {}

  /** Before a part of a file is applied. */
  Acquaintances among(List<Line> lines) {
    return Acquaintances.among(lines, users);
  }

  Result apply(Line line, Acquaintances known, Order order) {
    return Origins.as(order.origin(), () -> applied(line, known, order));
  }

  private Result applied(Line line, Acquaintances known, Order order) {
    return switch (line.wish()) {
      case Wish.Nonsense(String rule) -> line.result(Status.FAILED, rule);
      case Wish.Removal removal -> remove(line, removal, order);
      case Wish.Account wish -> enrol(line, wish, known, order);
    };
  }

  private Result enrol(Line line, Wish.Account wish, Acquaintances known, Order order) {
    Optional<User> byName = known.byUsername(wish);
    Optional<User> byEmail = known.byEmail(wish);
    if (byName.isEmpty() && byEmail.isEmpty()) return create(line, wish, order);
    if (byName.isEmpty()) return taken(line, "email belongs to an account with another username");
    if (byEmail.filter(user -> user.id().equals(byName.get().id())).isEmpty()) {
      return taken(line, "username belongs to an account with another email");
    }
    return update(line, wish, byName.get(), order);
  }

  private static Result taken(Line line, String why) {
    return line.result(Status.FAILED, why);
  }

  private Result create(Line line, Wish.Account wish, Order order) {
    if (wish.role() == Role.ADMIN) return adminRefused(line);
    if (order.dry()) return line.result(Status.CREATED, "would be created");
    Password given = wish.password();
    Optional<UserId> created =
        given == null
            ? creation.withLetter(wish, passwords::hashGenerated, order.by())
            : creation.ready(wish, passwords.hash(given), order.by());
    if (given != null) created.ifPresent(id -> hardening.later(id, given));
    return created
        .map(id -> line.result(Status.CREATED, "created", id.value()))
        .orElseGet(() -> line.result(Status.FAILED, CHANGED));
  }

  private static Result adminRefused(Line line) {
    return line.result(Status.FAILED, "Creating admin users is restricted");
  }

  private Result update(Line line, Wish.Account wish, User user, Order order) {
    Document account = users.documents(Users.withId(user.id()), 1).getFirst();
    Password password = newPassword(wish, user, account);
    boolean otherRole = wish.role() != null && wish.role() != user.role();
    boolean otherName =
        wish.fullName() != null && !wish.fullName().equals(account.get(UserDocument.FULL_NAME, ""));
    long granted = CreditGrants.granted(account);

    var changes = new ArrayList<String>();
    if (!user.verified()) changes.add("verified");
    if (otherRole) changes.add("role");
    if (password != null) changes.add("password");
    if (otherName) changes.add("fullName");
    if (wish.credits() > granted) changes.add("credits +" + (wish.credits() - granted));

    String id = user.id().value();
    if (changes.isEmpty()) return line.result(Status.SKIPPED, "is as described", id);
    if (user.isAdmin()) {
      return line.result(Status.FAILED, "administrators are not changed by an import", id);
    }
    if (otherRole && wish.role() == Role.ADMIN) return adminRefused(line);
    String told = String.join(", ", changes);
    if (order.dry()) return line.result(Status.UPDATED, "would be updated: " + told, id);
    boolean done =
        saveAccount(user, wish, otherRole, password, order)
            && (!otherName || saveName(user, wish.fullName()))
            && (wish.credits() <= granted
                || credits.raise(user.id(), granted, wish.credits(), order.by()));
    return done
        ? line.result(Status.UPDATED, "updated: " + told, id)
        : line.result(Status.FAILED, CHANGED, id);
  }

  /**
   * Null where the file says nothing new: what an earlier import gave, its person may have changed
   * since, and keeps.
   */
  private @Nullable Password newPassword(Wish.Account wish, User user, Document account) {
    Password given = wish.password();
    if (given == null) return null;
    String imported = account.get(UserDocument.IMPORTED_PASSWORD, "");
    boolean known = passwords.isFromImport(given, imported) || passwords.matches(given, user);
    return known ? null : given;
  }

  private boolean saveAccount(
      User user, Wish.Account wish, boolean otherRole, @Nullable Password password, Order order) {
    User now = user;
    if (!now.verified()) {
      User proven = now.withEmailProven(clock.instant());
      if (!users.save(now, proven, events.updated(proven))) return false;
      audit.succeeded(Act.EMAIL_VERIFIED, proven, IN_BULK);
      now = proven;
    }
    if (otherRole && wish.role() != null) {
      User promoted = now.withRole(wish.role(), clock.instant());
      if (!users.save(now, promoted, events.roleChanged(now, promoted, order.by()))) return false;
      audit.succeeded(Act.ROLE_CHANGED, promoted, IN_BULK);
      now = promoted;
    }
    if (password != null) {
      String hash = passwords.hash(password);
      User renewed = now.withPassword(hash, clock.instant());
      var imported = set(UserDocument.IMPORTED_PASSWORD, hash);
      if (!users.save(now, renewed, events.updated(renewed), imported)) return false;
      hardening.later(renewed.id(), password);
      sessions.forget(renewed.id());
      audit.succeeded(Act.PASSWORD_CHANGED, renewed, IN_BULK);
    }
    return true;
  }

  private boolean saveName(User user, @Nullable String fullName) {
    return users.note(Users.withId(user.id()), set(UserDocument.FULL_NAME, fullName)).isPresent();
  }

  private Result remove(Line line, Wish.Removal removal, Order order) {
    List<User> found = new ArrayList<>();
    if (!removal.username().isEmpty()) users.byUsername(removal.username()).ifPresent(found::add);
    if (!removal.email().isEmpty()) users.byEmail(removal.email()).ifPresent(found::add);
    if (found.isEmpty()) return line.result(Status.SKIPPED, "there is no such account");
    User user = found.getFirst();
    boolean allOne = found.stream().allMatch(other -> other.id().equals(user.id()));
    boolean asNamed = removal.email().isEmpty() || users.byEmail(removal.email()).isPresent();
    boolean named =
        removal.username().isEmpty() || users.byUsername(removal.username()).isPresent();
    if (!allOne || !asNamed || !named) {
      return taken(line, "username and email are not of one account");
    }
    String id = user.id().value();
    if (user.id().equals(order.by())) {
      return line.result(Status.FAILED, "Cannot delete your own account", id);
    }
    if (user.isAdmin()) return line.result(Status.FAILED, "Cannot delete another admin user", id);
    if (order.dry()) return line.result(Status.DELETED, "would be deleted", id);
    var now = clock.instant();
    if (!users.delete(user, events.deleted(user, order.by(), now), now)) {
      return line.result(Status.FAILED, CHANGED, id);
    }
    sessions.forget(user.id());
    audit.succeeded(Act.ACCOUNT_DELETED, user, IN_BULK);
    return line.result(Status.DELETED, "deleted", id);
  }
}
