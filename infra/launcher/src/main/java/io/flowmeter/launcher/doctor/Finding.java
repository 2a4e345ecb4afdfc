package io.flowmeter.launcher.doctor;

/** What one look at a deployment has shown. */
public sealed interface Finding {
  String what();

  /** As it must be. */
  record Well(String what) implements Finding {}

  /**
   * Not as it must be.
   *
   * @param cure what to do
   */
  record Wrong(String what, String cure) implements Finding {}

  /** Could not be looked at. */
  record Unknown(String what) implements Finding {}
}
