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

  /**
   * Of the predecessor. Its tokens end: they outlived what they said, and anybody who could read
   * its secret could make them.
   */
  public static User moved(
      UserId id,
      Username username,
      EmailAddress email,
      String passwordHash,
      boolean verified,
      Role role,
      Instant createdAt,
      Instant now) {
    return registered(id, username, email, passwordHash, verified, role, createdAt)
        .withTokensFrom(now)
        .withSessionsFrom(now);
  }

  public User withEmailProven(Instant now) {
    return changed(username, email, passwordHash, true, role, active, now);
  }

  public User withUsername(Username newName, Instant now) {
    return changed(newName.value(), email, passwordHash, verified, role, active, now);
  }

  /** The new address is proven already. */
  public User withEmail(EmailAddress newEmail, Instant now) {
    return changed(username, newEmail.value(), passwordHash, true, role, active, now);
  }

  /** Old tokens name the old role, so they end; sessions go on and get tokens with the new one. */
  public User withRole(Role newRole, Instant now) {
    return changed(username, email, passwordHash, verified, newRole, active, now)
        .withTokensFrom(now);
  }

  /** Whoever knew the old password may hold sessions and tokens: all end. */
  public User withPassword(String newHash, Instant now) {
    return changed(username, email, newHash, verified, role, active, now)
        .withTokensFrom(now)
        .withSessionsFrom(now);
  }

  public User withActive(boolean nowActive, Instant now) {
    return changed(username, email, passwordHash, verified, role, nowActive, now)
        .withTokensFrom(now)
        .withSessionsFrom(now);
  }

  /** Of the predecessor's database: from now on its changes are counted. */
  public User adopted(Instant now) {
    return unchanged(now);
  }

  public User loggedOutEverywhere(Instant now) {
    return unchanged(now).withTokensFrom(now).withSessionsFrom(now);
  }

  /** Sessions that are left get new tokens when they ask. */
  public User withTokensRevoked(Instant now) {
    return unchanged(now).withTokensFrom(now);
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

  private User unchanged(Instant now) {
    return changed(username, email, passwordHash, verified, role, active, now);
  }

  private User changed(
      String newName,
      String newEmail,
      String newHash,
      boolean newVerified,
      Role newRole,
      boolean newActive,
      Instant now) {
    // Never before the last change, even where instances' clocks differ: facts are ordered by it.
    Instant at = now.isAfter(updatedAt) ? now.truncatedTo(ChronoUnit.MILLIS) : updatedAt;
    return new User(
        id,
        newName,
        newEmail,
        newHash,
        newVerified,
        newRole,
        newActive,
        createdAt,
        at,
        tokensValidFrom,
        sessionsValidFrom,
        revision + 1);
  }

  private User withTokensFrom(Instant now) {
    return with(afterAllIssuedUntil(now), sessionsValidFrom);
  }

  private User withSessionsFrom(Instant now) {
    return with(tokensValidFrom, now.truncatedTo(ChronoUnit.MILLIS));
  }

  private User with(Instant tokensFrom, Instant sessionsFrom) {
    return new User(
        id,
        username,
        email,
        passwordHash,
        verified,
        role,
        active,
        createdAt,
        updatedAt,
        tokensFrom,
        sessionsFrom,
        revision);
  }

  @Override
  public String toString() {
    return "User[%s]".formatted(id);
  }
}
