package io.flowmeter.auth.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who did what to whom, from where, and whether it was allowed.
 *
 * @param id grows with time
 * @param userId whom; {@link #UNKNOWN} where there is no such account
 * @param outcome succeeded or refused
 * @param actorId who, null where nobody was logged in
 */
public record AuditEntry(
    String id,
    Instant occurredAt,
    String userId,
    @Nullable String username,
    String action,
    String outcome,
    @Nullable String actorId,
    @Nullable String clientAddress,
    @Nullable String userAgent,
    @Nullable String detail) {
  public static final String UNKNOWN = "unknown";
  public static final String SUCCEEDED = "succeeded";
  public static final String REFUSED = "refused";
}
