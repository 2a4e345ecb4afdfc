package io.flowmeter.auth.registration;

import io.flowmeter.identity.Role;

/** Which role a new account gets. */
interface RolePolicy {

  sealed interface Grant {
    record As(Role role) implements Grant {}

    /** Makes themselves administrator, as there is none; only one such account is ever stored. */
    record AsFirstAdministrator() implements Grant {}

    record Refused(Role asked) implements Grant {}
  }

  static Grant decide(Role asked, boolean byAdministrator, boolean administratorExists) {
    if (asked == Role.ENDUSER || byAdministrator) return new Grant.As(asked);
    if (asked == Role.ADMIN && !administratorExists) return new Grant.AsFirstAdministrator();
    return new Grant.Refused(asked);
  }
}
