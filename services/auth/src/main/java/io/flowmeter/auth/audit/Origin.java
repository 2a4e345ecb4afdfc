package io.flowmeter.auth.audit;

import io.flowmeter.identity.UserId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a request came from.
 *
 * @param address empty for what the service does itself
 * @param userAgent what the client calls itself
 * @param actor who is logged in there
 */
public record Origin(Optional<String> address, Optional<String> userAgent, Optional<UserId> actor) {
  private static final int MAX_AGENT_CHARS = 200;

  static final Origin SERVICE = new Origin(Optional.empty(), Optional.empty(), Optional.empty());

  static Origin of(@Nullable String address, @Nullable String agent, @Nullable UserId actor) {
    return new Origin(
        Optional.ofNullable(address),
        Optional.ofNullable(agent)
            .map(text -> text.substring(0, Math.min(text.length(), MAX_AGENT_CHARS))),
        Optional.ofNullable(actor));
  }
}
