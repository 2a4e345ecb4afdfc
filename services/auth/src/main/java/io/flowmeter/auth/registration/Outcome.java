package io.flowmeter.auth.registration;

import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;

/** What became of an application. */
sealed interface Outcome {
  /**
   * @param ready false while the address has to be verified first
   */
  record Registered(UserId user, boolean ready) implements Outcome {}

  record UsernameTaken() implements Outcome {}

  record EmailTaken() implements Outcome {}

  record RoleRefused(Role asked) implements Outcome {}
}
