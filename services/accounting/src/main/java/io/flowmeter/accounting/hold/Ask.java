package io.flowmeter.accounting.hold;

import io.flowmeter.accounting.rate.RateCard;
import io.flowmeter.identity.UserId;
import java.util.concurrent.CompletableFuture;

/** A request with its price, waiting for its decision. */
record Ask(HoldRequest request, RateCard card, CompletableFuture<HoldOutcome> answer) {

  Ask(HoldRequest request, RateCard card) {
    this(request, card, new CompletableFuture<>());
  }

  String completionId() {
    return request.completionId().toString();
  }

  UserId userId() {
    return request.userId();
  }

  /** Whoever asked waits no longer. */
  boolean isAbandoned() {
    return answer.isDone();
  }
}
