package io.flowmeter.embedded;

import java.time.Instant;
import java.util.List;

/** A mail as the catcher received it; {@code text} is its readable part. */
public record ReceivedMail(
    String id, Instant receivedAt, String from, List<String> to, String subject, String text) {

  public ReceivedMail {
    to = List.copyOf(to);
  }
}
