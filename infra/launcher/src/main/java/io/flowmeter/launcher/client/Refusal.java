package io.flowmeter.launcher.client;

/** A server did not do what it was asked; the message says which, and why. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status of the HTTP answer, 0 if there was none
   */
  public Refusal(int status, String message) {
    super(message);
    this.status = status;
  }

  public boolean isNotFound() {
    return status == 404;
  }
}
