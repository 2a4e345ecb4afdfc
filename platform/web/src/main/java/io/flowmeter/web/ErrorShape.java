package io.flowmeter.web;

import java.util.List;

/** How a service words its refusals: the predecessor's member beside those of RFC 9457. */
public interface ErrorShape {

  /** The predecessor's member: {@code error}, {@code message} or {@code detail}. */
  String field();

  /** Status for input that breaks rules. */
  default int invalidInputStatus() {
    return 400;
  }

  /**
   * Value of {@link #field()} for input that breaks rules; the first rule's text unless overridden.
   */
  default Object invalidInput(List<Violation> violations) {
    return violations.getFirst().message();
  }
}
