package io.flowmeter.bench.platform;

import io.flowmeter.identity.AccessTokens;
import io.flowmeter.identity.RefreshTokens;
import io.flowmeter.identity.ServiceTokens;
import io.flowmeter.identity.TokenKeys;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/** One {@code ./flowmeter up}: its addresses, its secrets, its processes. */
public final class Platform implements AutoCloseable {
  private final Path data;
  private final int portOffset;
  private final Launcher launcher;
  private final Properties secrets = new Properties();
  private final boolean ours;

  private Platform(Path data, int portOffset, Launcher launcher, boolean ours) {
    this.data = data;
    this.portOffset = portOffset;
    this.launcher = launcher;
    this.ours = ours;
    try (Reader file = Files.newBufferedReader(data.resolve("secrets.properties"))) {
      secrets.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the platform of that directory if it is up, else starts it, to be stopped again. */
  public static Platform in(Path data, int portOffset, Launcher launcher) {
    if (launcher.isUp()) {
      return new Platform(data, Launcher.portOffset(data), launcher, false);
    }
    launcher.up(portOffset);
    return new Platform(data, portOffset, launcher, true);
  }

  /** Only a platform that we have started. Returns how long it took to be healthy again. */
  public Duration restart() {
    if (!ours) throw new IllegalStateException("the platform was up before: stop it first");
    launcher.down();
    return launcher.up(portOffset);
  }

  /** Does something while a part is stopped; returns when it is healthy again. */
  public void without(String part, Runnable work) {
    launcher.run("stop", part);
    work.run();
    launcher.run("start", part);
  }

  public URI auth() {
    return uri(3000);
  }

  public URI accounting() {
    return uri(3001);
  }

  public URI proxy() {
    return uri(8000);
  }

  public URI flowise() {
    return uri(3002);
  }

  public URI registry() {
    return uri(8081);
  }

  public String brokers() {
    return "127.0.0.1:" + (9092 + portOffset);
  }

  public int databasePort() {
    return 5432 + portOffset;
  }

  public static InetSocketAddress address(URI uri) {
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }

  public Database database() {
    return new Database(databasePort(), secret("DB_PASSWORD"));
  }

  public String secret(String name) {
    return secrets.getProperty(name, "");
  }

  public AccessTokens accessTokens() {
    return new AccessTokens(accessKeys(), Clock.systemUTC());
  }

  public RefreshTokens refreshTokens() {
    String name = "JWT_REFRESH_SECRET";
    return new RefreshTokens(TokenKeys.of(name, secret(name), List.of(), false), Clock.systemUTC());
  }

  public ServiceTokens serviceTokens() {
    return new ServiceTokens(accessKeys(), Clock.systemUTC());
  }

  private TokenKeys accessKeys() {
    String name = "JWT_ACCESS_SECRET";
    return TokenKeys.of(name, secret(name), List.of(), false);
  }

  public Processes processes() {
    return new Processes(data.resolve("run"));
  }

  private URI uri(int documentedPort) {
    return URI.create("http://127.0.0.1:" + (documentedPort + portOffset));
  }

  @Override
  public void close() {
    if (ours) launcher.down();
  }
}
