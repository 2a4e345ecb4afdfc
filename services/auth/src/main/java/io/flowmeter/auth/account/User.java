package io.flowmeter.auth.account;

import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A person's account as it is now; its changes are new values, which {@link Users} writes if nobody
 * was faster.
 *
 * @param passwordHash in PHC form; never shown, never logged
 * @param verified whether the address is proven to be theirs
 * @param active false while an administrator has switched the account off
 * @param tokensValidFrom access tokens issued before it are refused; whole seconds, as token times
 * @param sessionsValidFrom sessions begun before it are over
 * @param revision counts the changes
 */
public record User(
    UserId id,
    String username,
    String email,
    String passwordHash,
    boolean verified,
    Role role,
    boolean active,
    Instant createdAt,
    Instant updatedAt,
    Instant tokensValidFrom,
    Instant sessionsValidFrom,
    int revision) {

  public static User registered(
      UserId id,
      Username username,
      EmailAddress email,
      String passwordHash,
      boolean verified,
      Role role,
      Instant now) {
    Instant at = now.truncatedTo(ChronoUnit.MILLIS);
    return new User(
        id,
        username.value(),
        email.value(),
        passwordHash,
        verified,
        role,
        true,
        at,
        at,
        at.truncatedTo(ChronoUnit.SECONDS),
        at,
        1);
  }

  public User withEmailProven(Instant now) {
    return changed(true, role, tokensValidFrom, sessionsValidFrom, now);
  }

  /** Old tokens name the old role, so they end; sessions go on and get tokens with the new one. */
  public User withRole(Role newRole, Instant now) {
    return changed(verified, newRole, afterAllIssuedUntil(now), sessionsValidFrom, now);
  }

  public User loggedOutEverywhere(Instant now) {
    return changed(
        verified, role, afterAllIssuedUntil(now), now.truncatedTo(ChronoUnit.MILLIS), now);
  }

  public boolean isAdmin() {
    return role == Role.ADMIN;
  }

  /** May hold tokens. */
  public boolean mayEnter() {
    return verified && active;
  }

  public boolean accepts(Caller token) {
    return mayEnter() && !token.issuedAt().isBefore(tokensValidFrom);
  }

  /** What this person's next token says; its id and time are set when it is issued. */
  public Caller asCaller() {
    return new Caller(id, username, email, role, "", Instant.EPOCH);
  }

  /**
   * The first whole second after {@code now}: every token there is was issued before it. One that
   * is issued within the same second is dated to it.
   */
  public static Instant afterAllIssuedUntil(Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
  }

  private User changed(
      boolean newVerified, Role newRole, Instant tokensFrom, Instant sessionsFrom, Instant now) {
    // Never before the last change, even where instances' clocks differ: facts are ordered by it.
    Instant at = now.isAfter(updatedAt) ? now.truncatedTo(ChronoUnit.MILLIS) : updatedAt;
    return new User(
        id,
        username,
        email,
        passwordHash,
        newVerified,
        newRole,
        active,
        createdAt,
        at,
        tokensFrom,
        sessionsFrom,
        revision + 1);
  }

  @Override
  public String toString() {
    return "User[%s]".formatted(id);
  }
}
