package io.flowmeter.auth.session;

/** What a login or refresh gives. */
public record TokenPair(String accessToken, String refreshToken) {
  @Override
  public String toString() {
    return "TokenPair[***]";
  }
}
