package io.flowmeter.auth.migration;

import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.Username;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Instant;

/**
 * An account of the predecessor that breaks no rule here.
 *
 * @param passwordHash bcrypt; never shown, never logged
 */
record Moved(
    UserId id,
    Username username,
    EmailAddress email,
    String passwordHash,
    boolean verified,
    Role role,
    Instant createdAt) {
  @Override
  public String toString() {
    return "Moved[%s]".formatted(id);
  }
}
