package io.flowmeter.auth.bulk;

import io.flowmeter.auth.account.Users;
import io.flowmeter.identity.UserId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes the accounts of one batch. */
@Component
class BatchCreation {
  private final Users users;
  private final Creation creation;
  private final InitialPasswords passwords;

  BatchCreation(Users users, Creation creation, InitialPasswords passwords) {
    this.users = users;
    this.creation = creation;
    this.passwords = passwords;
  }

  record Outcome(String message, @Nullable String userId) {}

  Outcome create(Wish.Account wish, boolean ready, UserId by) {
    if (users.byUsername(wish.username().value()).isPresent()) return refused("Username");
    if (users.byEmail(wish.email().value()).isPresent()) return refused("Email");
    Optional<UserId> created =
        ready
            ? creation.withLetter(wish, passwords::hashGenerated, by)
            : creation.withLetterAndCode(wish, passwords::hashGenerated, by);
    return created
        .map(id -> new Outcome("User created successfully", id.value()))
        .orElseGet(() -> refused("Username or email"));
  }

  private static Outcome refused(String what) {
    return new Outcome(what + " already exists", null);
  }
}
