package io.flowmeter.web;

import java.io.IOException;

/** A body without a declared length turned out to be larger than allowed. */
final class BodyTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long maxBytes;

  BodyTooLargeException(long maxBytes) {
    super("body over " + maxBytes + " bytes");
    this.maxBytes = maxBytes;
  }

  ApiException refusal() {
    return refusal(maxBytes);
  }

  static ApiException refusal(long maxBytes) {
    return new ApiException(
        413, "The body is larger than the %d bytes allowed here".formatted(maxBytes));
  }
}
