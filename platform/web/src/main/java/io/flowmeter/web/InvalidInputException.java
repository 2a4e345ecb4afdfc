package io.flowmeter.web;

import java.util.List;

/**
 * A request whose fields break rules; which status and shape that gives is the service's {@link
 * ErrorShape}.
 */
public final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  public InvalidInputException(List<Violation> violations) {
    super(violations.getFirst().message(), null, false, false);
    this.violations = List.copyOf(violations);
  }

  public InvalidInputException(Violation violation) {
    this(List.of(violation));
  }

  public List<Violation> violations() {
    return violations;
  }
}
