package io.flowmeter.embedded;

import java.util.UUID;

/** Databases on one server, with names that no other run uses. */
record GivenMongo(String server, String query, String run) implements Infrastructure.Mongo {

  /**
   * @param uri with or without a database and options; the database is replaced
   */
  GivenMongo(String uri) {
    this(
        uri.replaceFirst("\\?.*$", "").replaceFirst("^(mongodb(?:\\+srv)?://[^/]+).*$", "$1"),
        uri.contains("?") ? uri.substring(uri.indexOf('?')) : "",
        UUID.randomUUID().toString().substring(0, 8));
  }

  @Override
  public String uri(String database) {
    return server + "/" + database + "_" + run + query;
  }
}
