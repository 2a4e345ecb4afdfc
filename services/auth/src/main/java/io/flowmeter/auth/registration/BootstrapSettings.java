package io.flowmeter.auth.registration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The first administrator, made at start if there is none; unused without address and password. */
@ConfigurationProperties("flowmeter.bootstrap-admin")
record BootstrapSettings(
    @DefaultValue("admin") String username,
    @DefaultValue("") String email,
    @DefaultValue("") String password) {

  boolean wanted() {
    return !password.isBlank() || !email.isBlank();
  }

  @Override
  public String toString() {
    return "BootstrapSettings[***]";
  }
}
