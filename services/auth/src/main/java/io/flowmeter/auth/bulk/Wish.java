package io.flowmeter.auth.bulk;

import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.Username;
import io.flowmeter.auth.password.Password;
import io.flowmeter.identity.Role;
import org.jspecify.annotations.Nullable;

/** What one line asks for. */
sealed interface Wish {

  /**
   * An account as described; made if there is none.
   *
   * @param password null: a new account gets one by mail, an existing one keeps its own
   * @param role null: a new account is an enduser, an existing one keeps its own
   * @param credits that imports are to have given this account in all; 0 for none
   */
  record Account(
      Username username,
      EmailAddress email,
      @Nullable Password password,
      @Nullable Role role,
      @Nullable String fullName,
      long credits)
      implements Wish {}

  record Removal(String username, String email) implements Wish {}

  record Nonsense(String rule) implements Wish {}
}
