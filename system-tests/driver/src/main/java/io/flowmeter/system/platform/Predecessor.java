package io.flowmeter.system.platform;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The databases of a predecessor, with tables as it makes them, on the servers of the platform that
 * takes it over.
 */
public final class Predecessor implements AutoCloseable {
  private static final List<String> TABLES =
      List.of(
          """
          create table user_accounts (user_id varchar(50) primary key, email varchar(255) not null unique,
            username varchar(100) not null, role varchar(50) default 'user', jwt_sub varchar(255) unique,
            created_at timestamptz not null, updated_at timestamptz not null)
          """,
          """
          create table credit_allocations (id serial primary key, user_id varchar(50) not null,
            total_credits integer not null, remaining_credits integer not null,
            allocated_by varchar(50) not null, allocated_at timestamptz not null,
            expires_at timestamptz not null, notes text)
          """,
          """
          create table streaming_sessions (id serial primary key, session_id varchar(100) unique,
            user_id varchar(50) not null, model_id varchar(100), estimated_credits integer,
            allocated_credits integer, used_credits integer, status varchar(20),
            started_at timestamptz, completed_at timestamptz)
          """,
          """
          create table usage_records (id serial primary key, user_id varchar(50) not null,
            "timestamp" timestamptz not null, service varchar(50) not null,
            operation varchar(100) not null, credits integer not null, metadata jsonb)
          """);

  private final Books server;
  private final String name;
  private final MongoClient authStore;
  private final MongoClient proxyStore;
  private final int authPort;
  private final int proxyPort;

  Predecessor(Books server, String name, int authPort, int proxyPort) {
    this.server = server;
    this.name = name;
    this.authPort = authPort;
    this.proxyPort = proxyPort;
    this.authStore = MongoClients.create(mongo(authPort, ""));
    this.proxyStore = MongoClients.create(mongo(proxyPort, ""));
    execute(server.url(), "create database " + name);
    TABLES.forEach(this::sql);
  }

  public MongoDatabase auth() {
    return authStore.getDatabase(name);
  }

  public MongoDatabase proxy() {
    return proxyStore.getDatabase(name);
  }

  public void sql(String statement) {
    execute(accounting(), statement);
  }

  /** Of the command that reads them. */
  public List<String> options() {
    return List.of(
        "--old-auth",
        mongo(authPort, name),
        "--old-proxy",
        mongo(proxyPort, name),
        "--old-accounting",
        accounting()
            .replace(
                "jdbc:postgresql://",
                "postgresql://%s:%s@".formatted(server.user(), server.password())));
  }

  private String accounting() {
    return server.url().replace("/accounting_db", "/" + name);
  }

  private static String mongo(int port, String database) {
    return "mongodb://127.0.0.1:%d/%s".formatted(port, database);
  }

  private void execute(String url, String statement) {
    try (Connection connection =
            DriverManager.getConnection(url, server.user(), server.password());
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    }
  }

  @Override
  public void close() {
    authStore.close();
    proxyStore.close();
  }
}
