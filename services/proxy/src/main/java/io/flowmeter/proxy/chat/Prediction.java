package io.flowmeter.proxy.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.identity.Caller;
import io.flowmeter.proxy.completion.Outcome;
import io.flowmeter.proxy.journal.Recorded;
import io.flowmeter.proxy.upstream.Ending;
import io.flowmeter.web.ApiException;
import org.jspecify.annotations.Nullable;

/** A whole answer at once. */
record Prediction(String response, Metadata metadata) {

  /**
   * @param remainingCredits null where it is not known without asking accounting again
   * @param finishReason told only where it is not the answer's own end
   */
  record Metadata(
      @JsonProperty("chatflow_id") String chatflowId,
      long cost,
      @JsonProperty("remaining_credits") @Nullable Long remainingCredits,
      String user,
      boolean streaming,
      @JsonProperty("session_id") String sessionId,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("finish_reason")
          @Nullable String finishReason) {}

  static Prediction of(Caller caller, Admission.Admitted admitted, Run.Result result) {
    switch (result.ending()) {
      case Ending.Failed failed -> throw failed(failed);
      case Ending.Stopped _ -> throw new ApiException(503, "Chat processing was interrupted");
      case Ending.Complete _, Ending.Enough _ -> {}
    }
    var settlement = result.settlement();
    var completion = settlement.completion();
    long cost = settlement.credits().amount();
    long held = completion.price().held().amount();
    return new Prediction(
        result.answer(),
        new Metadata(
            completion.chatflow().value(),
            cost,
            admitted.hold().availableAfter() + held - cost,
            caller.username(),
            true,
            completion.sessionId().toString(),
            finishReason(settlement.outcome())));
  }

  static Prediction of(Caller caller, ChatRequest request, Recorded recorded) {
    if (recorded.outcome().filter(Outcome.UPSTREAM_FAILED::equals).isPresent()) {
      throw new ApiException(502, "Chat processing failed: " + recorded.shown().strip());
    }
    return new Prediction(
        recorded.shown(),
        new Metadata(
            String.valueOf(request.chatflowId()),
            recorded.credits().amount(),
            null,
            caller.username(),
            true,
            recorded.sessionId().toString(),
            recorded.outcome().map(Prediction::finishReason).orElse(null)));
  }

  private static @Nullable String finishReason(Outcome outcome) {
    return outcome == Outcome.CREDIT_LIMIT ? CreditLimitText.FINISH_REASON : null;
  }

  private static ApiException failed(Ending.Failed failed) {
    boolean late =
        failed.cause() == Ending.Cause.NO_FIRST_BYTE
            || failed.cause() == Ending.Cause.TOOK_TOO_LONG;
    return new ApiException(
        late ? 504 : 502, "Chat processing failed: " + FailureText.error(failed));
  }
}
