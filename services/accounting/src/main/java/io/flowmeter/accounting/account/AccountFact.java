package io.flowmeter.accounting.account;

import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Instant;

/** What auth says about a person. */
sealed interface AccountFact {
  UserId userId();

  Position at();

  /** Tokens issued before this moment no longer speak for the person. */
  Instant tokensValidFrom();

  /** The whole state after a registration or an update. */
  record Described(
      UserId userId,
      Position at,
      Instant tokensValidFrom,
      String username,
      String email,
      boolean emailVerified,
      boolean active,
      Role role)
      implements AccountFact {}

  record RoleGiven(UserId userId, Position at, Instant tokensValidFrom, Role role)
      implements AccountFact {}

  record Deleted(UserId userId, Position at, Instant tokensValidFrom) implements AccountFact {}
}
