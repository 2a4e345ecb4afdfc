package io.flowmeter.eventing;

/** The broker or the registry did not take events; they stay where they wait. */
public final class PublishingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PublishingException(String message, Throwable cause) {
    super(message, cause);
  }
}
