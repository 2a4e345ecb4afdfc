package io.flowmeter.proxy.chat;

import io.flowmeter.proxy.upstream.UpstreamEvent;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;

/** An answer that its hold does not pay to the end, in words for a person and for a program. */
final class CreditLimitText {
  static final String FINISH_REASON = "credit_limit";

  /** After what there is of the answer. */
  static final String NOTICE =
      "\n\n[The answer ends here: the credits that were set aside for it are used up.]";

  private CreditLimitText() {}

  static UpstreamEvent metadata(UUID session) {
    return UpstreamEvent.of(
        "metadata",
        JsonNodeFactory.instance
            .objectNode()
            .put("finish_reason", FINISH_REASON)
            .put("sessionId", session.toString())
            .put("chatId", session.toString()));
  }
}
