package io.flowmeter.embedded;

import java.util.List;

/** What the services need around them. */
public interface Infrastructure {

  /** With every topic created and every schema registered. */
  Kafka kafka();

  Registry registry();

  Postgres postgres();

  Mongo mongo();

  Mail mail();

  interface Kafka {
    String bootstrapServers();
  }

  interface Registry {
    /** The server's base address, as SCHEMA_REGISTRY_URL. */
    String url();
  }

  interface Postgres {
    /** An empty database that nobody else uses. */
    Database newDatabase();
  }

  record Database(String url, String user, String password) {
    @Override
    public String toString() {
      return url;
    }
  }

  interface Mongo {
    /** The same name gives the same database throughout this JVM, and nobody else's. */
    String uri(String database);
  }

  interface Mail {
    String smtpHost();

    int smtpPort();

    /** Newest first. */
    List<ReceivedMail> received();
  }
}
