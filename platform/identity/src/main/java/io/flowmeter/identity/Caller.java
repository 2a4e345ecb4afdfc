package io.flowmeter.identity;

import java.time.Instant;

/**
 * Who a valid token speaks for, as its claims say; {@code issuedAt} has a precision of one second.
 */
public record Caller(
    UserId userId, String username, String email, Role role, String tokenId, Instant issuedAt) {

  public boolean isAdmin() {
    return role == Role.ADMIN;
  }

  public boolean isAtLeastSupervisor() {
    return role != Role.ENDUSER;
  }
}
