package io.flowmeter.launcher;

import java.net.URI;
import java.util.Optional;

/** A MongoDB that somebody has, used instead of the embedded stores. */
record OwnMongo(URI uri) {

  /**
   * @param uri {@code mongodb://[USER:PASSWORD@]HOST:PORT/[?OPTIONS]} of one server; empty for none
   */
  static Optional<OwnMongo> of(String uri) {
    return uri.isEmpty() ? Optional.empty() : Optional.of(new OwnMongo(URI.create(uri)));
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
