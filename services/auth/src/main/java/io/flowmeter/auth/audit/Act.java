package io.flowmeter.auth.audit;

import java.util.Locale;

/** What is worth a line in the audit log. */
public enum Act {
  ACCOUNT_REGISTERED,
  ACCOUNT_CREATED,
  ACCOUNT_ACTIVATED,
  ACCOUNT_DEACTIVATED,
  ACCOUNT_DELETED,
  ADMINISTRATION_ENTERED,
  EMAIL_CHANGE_ASKED,
  EMAIL_CHANGED,
  EMAIL_VERIFIED,
  PASSWORD_CHANGED,
  PASSWORD_RESET_ASKED,
  PASSWORD_RESET,
  ROLE_CHANGED,
  SESSION_STARTED,
  SESSION_ENDED,
  SESSIONS_ENDED,
  /** A refresh token that was replaced long ago was shown again: two hold it. */
  TOKEN_REUSED,
  TESTING_ROUTE_USED,
  USERNAME_CHANGED;

  /** {@code session.started} */
  public String wire() {
    String name = name().toLowerCase(Locale.ROOT);
    int dot = name.indexOf('_');
    return name.substring(0, dot) + "." + name.substring(dot + 1);
  }
}
