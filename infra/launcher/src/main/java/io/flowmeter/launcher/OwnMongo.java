package io.flowmeter.launcher;

import io.flowmeter.launcher.terminal.Misuse;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** A MongoDB that somebody has, used instead of the embedded stores. */
record OwnMongo(URI uri) {

  /**
   * @param text {@code mongodb://[USER:PASSWORD@]HOST:PORT/[?OPTIONS]} of one server; empty for
   *     none
   * @throws Misuse without the text, which may hold a password
   */
  static Optional<OwnMongo> of(String text) {
    if (text.isEmpty()) return Optional.empty();
    try {
      URI uri = new URI(text);
      boolean one = "mongodb".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0;
      if (one && uri.getRawPath().length() <= 1) return Optional.of(new OwnMongo(uri));
    } catch (URISyntaxException notOne) {
      // Refused below, like one of several servers.
    }
    throw new Misuse(
        "FLOWMETER_MONGODB_URI is mongodb://[USER:PASSWORD@]HOST:PORT/[?OPTIONS], of one server");
  }

  String address() {
    return uri.getHost() + ":" + uri.getPort();
  }

  /**
   * The URI of one database.
   *
   * @param address where the server is reached, which may be by a detour: the driver must not look
   *     for others
   */
  String database(String address, String name) {
    return "mongodb://%s%s/%s?directConnection=true%s"
        .formatted(
            uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + "@",
            address,
            name,
            uri.getRawQuery() == null ? "" : "&" + uri.getRawQuery());
  }
}
