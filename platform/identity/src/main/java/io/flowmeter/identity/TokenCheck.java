package io.flowmeter.identity;

/** The outcome of checking a person's token. */
public sealed interface TokenCheck {
  record Valid(Caller caller) implements TokenCheck {}

  /** No token was given. */
  record Missing() implements TokenCheck {}

  /** Properly signed, but its time is over. */
  record Expired() implements TokenCheck {}

  /**
   * Properly signed, but of another kind, such as a refresh token where an access token belongs.
   */
  record WrongType() implements TokenCheck {}

  /** Malformed, not signed by a key that is accepted, or with claims that make no sense. */
  record Invalid() implements TokenCheck {}
}
