package io.flowmeter.launcher.credit;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** How long credits last. */
final class Lifetime {
  @Option(
      names = "--days",
      paramLabel = "DAYS",
      description = "How long what is given lasts, in days.")
  private @Nullable Integer days;

  @Option(names = "--forever", description = "What is given never expires.")
  private boolean forever;

  /** Says nothing where nothing was asked for: the service has a default. */
  void into(ObjectNode request) {
    if (days != null) {
      request.put("expiryDays", days);
    } else if (forever) {
      request.putNull("expiryDays");
    }
  }

  /** A balance that was made exactly so much is not to be another one by itself. */
  void foreverUnlessGiven(ObjectNode request) {
    if (days != null) {
      request.put("expiryDays", days);
    } else {
      request.putNull("expiryDays");
    }
  }
}
