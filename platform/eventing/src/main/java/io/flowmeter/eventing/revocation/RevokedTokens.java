package io.flowmeter.eventing.revocation;

import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Revocations;
import io.flowmeter.web.ApiException;
import java.util.function.BooleanSupplier;

/** What a service asks of a token beside its signature. */
public final class RevokedTokens {
  private final Revocations revocations;
  private final BooleanSupplier known;

  RevokedTokens(Revocations revocations, BooleanSupplier known) {
    this.revocations = revocations;
    this.known = known;
  }

  /**
   * @throws ApiException 503 until it is known which tokens are revoked
   */
  public boolean contain(Caller token) {
    if (!known.getAsBoolean()) {
      throw new ApiException(503, "Which tokens count is not known yet, please try again")
          .header("Retry-After", "2");
    }
    return revocations.refuses(token);
  }
}
