package io.flowmeter.launcher.migrate;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.flowmeter.launcher.client.Refusal;
import io.flowmeter.launcher.terminal.Misuse;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The predecessor's databases, which are only read. Their addresses have passwords: none is shown.
 */
public final class Predecessor {
  private static final int ANSWER_SECONDS = 10;

  private final Map<String, String> environment;

  @Option(
      names = "--old-auth",
      paramLabel = "URI",
      description = "MongoDB of the predecessor's auth; or FLOWMETER_OLD_AUTH.")
  private @Nullable String auth;

  @Option(
      names = "--old-accounting",
      paramLabel = "URI",
      description =
          "PostgreSQL of its accounting, postgresql://USER:PASSWORD@HOST:PORT/DATABASE; or"
              + " FLOWMETER_OLD_ACCOUNTING.")
  private @Nullable String accounting;

  @Option(
      names = "--old-proxy",
      paramLabel = "URI",
      description = "MongoDB of its proxy; or FLOWMETER_OLD_PROXY.")
  private @Nullable String proxy;

  public Predecessor(Map<String, String> environment) {
    this.environment = environment;
  }

  boolean hasAuth() {
    return auth().isPresent();
  }

  /**
   * @throws Misuse if none is given
   */
  void requireOne() {
    if (auth().isEmpty() && accounting().isEmpty() && proxy().isEmpty()) {
      throw new Misuse("give at least one of --old-auth, --old-accounting and --old-proxy");
    }
  }

  /** Work on a database. */
  @FunctionalInterface
  interface Work<D> {
    void on(D database) throws InterruptedException, SQLException;
  }

  /** Nothing where no address is given. */
  void users(Work<MongoDatabase> work) throws InterruptedException {
    if (auth().isPresent()) mongo("--old-auth", auth().get(), "auth_db", work);
  }

  void chats(Work<MongoDatabase> work) throws InterruptedException {
    if (proxy().isPresent()) mongo("--old-proxy", proxy().get(), "flowise_proxy", work);
  }

  /** In one transaction, which sees one moment. */
  void credits(Work<Connection> work) throws InterruptedException {
    if (accounting().isEmpty()) return;
    Properties login = new Properties();
    login.setProperty("connectTimeout", Integer.toString(ANSWER_SECONDS));
    String address = jdbc(accounting().get(), login);
    try (Connection database = DriverManager.getConnection(address, login)) {
      database.setReadOnly(true);
      database.setAutoCommit(false);
      database.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      work.on(database);
    } catch (SQLException e) {
      throw refusal("--old-accounting", e);
    }
  }

  private static void mongo(String option, String uri, String usual, Work<MongoDatabase> work)
      throws InterruptedException {
    ConnectionString address;
    try {
      address = new ConnectionString(uri);
    } catch (IllegalArgumentException e) {
      throw new Misuse(option + " is no address of a MongoDB");
    }
    String database = Objects.requireNonNullElse(address.getDatabase(), usual);
    MongoClientSettings settings =
        MongoClientSettings.builder()
            .applyConnectionString(address)
            .applyToClusterSettings(
                cluster -> cluster.serverSelectionTimeout(ANSWER_SECONDS, TimeUnit.SECONDS))
            .build();
    try (MongoClient client = MongoClients.create(settings)) {
      work.on(client.getDatabase(database));
    } catch (com.mongodb.MongoException | SQLException e) {
      throw refusal(option, e);
    }
  }

  private static Refusal refusal(String option, Exception e) {
    String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new Refusal(0, "the database of %s does not answer (%s)".formatted(option, why));
  }

  private static String jdbc(String given, Properties login) {
    if (given.startsWith("jdbc:postgresql:")) return given;
    try {
      URI uri = new URI(given);
      boolean known = given.matches("postgres(ql)?://.+");
      if (!known || uri.getHost() == null) throw new URISyntaxException("", "no address");
      Optional.ofNullable(uri.getRawUserInfo()).ifPresent(info -> logIn(info, login));
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      return "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query;
    } catch (URISyntaxException e) {
      throw new Misuse(
          "--old-accounting is no address as postgresql://USER:PASSWORD@HOST:PORT/DATABASE");
    }
  }

  private static void logIn(String info, Properties login) {
    int colon = info.indexOf(':');
    login.setProperty("user", decoded(colon < 0 ? info : info.substring(0, colon)));
    if (colon >= 0) login.setProperty("password", decoded(info.substring(colon + 1)));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private Optional<String> auth() {
    return given(auth, "FLOWMETER_OLD_AUTH");
  }

  private Optional<String> accounting() {
    return given(accounting, "FLOWMETER_OLD_ACCOUNTING");
  }

  private Optional<String> proxy() {
    return given(proxy, "FLOWMETER_OLD_PROXY");
  }

  private Optional<String> given(@Nullable String option, String variable) {
    return Optional.ofNullable(option)
        .or(() -> Optional.ofNullable(environment.get(variable)))
        .filter(text -> !text.isBlank());
  }
}
