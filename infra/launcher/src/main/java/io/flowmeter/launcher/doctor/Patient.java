package io.flowmeter.launcher.doctor;

import java.net.URI;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A deployment to be looked at.
 *
 * @param services addresses of auth, accounting and proxy, by these names
 * @param registry address of the schema registry, where it can be reached from here
 * @param kafka bootstrap servers, where they can be reached from here
 * @param accessSecret JWT_ACCESS_SECRET, where it is known
 * @param secretsFile where that is written
 * @param flowise address and key of Flowise, where they are known
 * @param logs the command that shows the log of a part
 * @param provisioning the command that makes topics and registers schemas
 */
public record Patient(
    Map<String, URI> services,
    @Nullable URI registry,
    @Nullable String kafka,
    @Nullable String accessSecret,
    String secretsFile,
    @Nullable Flowise flowise,
    UnaryOperator<String> logs,
    String provisioning) {

  /** Where the proxy asks. */
  public record Flowise(URI url, String key) {
    @Override
    public String toString() {
      return url.toString();
    }
  }
}
