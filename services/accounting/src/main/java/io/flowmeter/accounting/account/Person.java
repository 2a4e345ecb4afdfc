package io.flowmeter.accounting.account;

import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** An account as others see it; without a name while only a usage is known of it. */
public record Person(
    UserId userId,
    @Nullable String username,
    @Nullable String email,
    @Nullable Role role,
    boolean deleted,
    @Nullable Instant tokensValidFrom) {

  /** Neither deleted nor known by a mere id: somebody to whom credits can be given. */
  boolean isPresent() {
    return !deleted && username != null;
  }

  /** Whether a token of that age still speaks for the person; tokens carry whole seconds. */
  public boolean accepts(Instant issuedAt) {
    if (deleted) return false;
    return tokensValidFrom == null
        || !issuedAt.isBefore(tokensValidFrom.truncatedTo(ChronoUnit.SECONDS));
  }
}
