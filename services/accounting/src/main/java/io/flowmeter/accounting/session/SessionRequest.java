package io.flowmeter.accounting.session;

import io.flowmeter.accounting.input.JsonBody;
import io.flowmeter.accounting.usage.DirectUsage.End;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What clients say about their sessions. */
final class SessionRequest {
  private static final String PREAMBLE = "Missing required fields: ";

  private SessionRequest() {}

  /**
   * @param userId for whom a service opens it
   */
  record Opening(String sessionId, String modelId, long estimatedTokens, Optional<String> userId) {

    static Opening of(JsonNode node) {
      JsonBody body = JsonBody.of(node, PREAMBLE);
      return new Opening(
          body.text("sessionId", 100),
          body.text("modelId", 100),
          body.wholeNumber("estimatedTokens", 1, Long.MAX_VALUE),
          body.optionalText("userId", 50));
    }
  }

  record Closing(String sessionId, long tokens, End end) {

    static Closing finalize(JsonNode node) {
      JsonBody body = JsonBody.of(node, PREAMBLE);
      return new Closing(
          body.text("sessionId", 100),
          body.wholeNumber("actualTokens", 0, Long.MAX_VALUE),
          body.flag("success", true) ? End.SUCCEEDED : End.FAILED);
    }

    static Closing abort(JsonNode node) {
      JsonBody body = JsonBody.of(node, PREAMBLE);
      long tokens =
          body.has("tokensGenerated") ? body.wholeNumber("tokensGenerated", 0, Long.MAX_VALUE) : 0;
      return new Closing(body.text("sessionId", 100), tokens, End.ABORTED);
    }
  }
}
