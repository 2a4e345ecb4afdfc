package io.flowmeter.proxy.access;

import io.flowmeter.identity.Caller;
import io.flowmeter.web.ApiException;

/** What only administrators may do. */
public final class Admins {
  private Admins() {}

  public static void only(Caller caller) {
    if (!caller.isAdmin()) {
      throw new ApiException(403, "Access denied. Administrator privileges required.");
    }
  }
}
