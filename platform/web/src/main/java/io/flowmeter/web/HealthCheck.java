package io.flowmeter.web;

/** Something that a service needs; {@link #check} throws while it is not there. */
public interface HealthCheck {
  /** Name of the part in the health answer, such as {@code mongodb}. */
  String name();

  void check() throws Exception;
}
