package io.flowmeter.launcher.client;

import io.flowmeter.launcher.terminal.Misuse;
import io.flowmeter.launcher.terminal.Terminal;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a command finds the services, and how it shows what they say. Without addresses it is the
 * platform of this machine.
 */
public final class Connection {
  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final String AUTH = "FLOWMETER_AUTH_URL";
  private static final String ACCOUNTING = "FLOWMETER_ACCOUNTING_URL";
  private static final String PROXY = "FLOWMETER_PROXY_URL";

  private final Map<String, String> environment;
  private final LocalPlatform local;
  private final Terminal terminal;
  private Login.@Nullable Tokens tokens;

  /** One for the whole command. */
  private final Api.Token token =
      new Api.Token() {
        @Override
        public String get() throws InterruptedException {
          return tokens().access();
        }

        @Override
        public boolean renew() throws InterruptedException {
          String refresh = tokens().refresh();
          if (refresh == null) return false;
          tokens = Login.renewed(anonymousAuth(), refresh);
          return true;
        }
      };

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  @Mixin private final Data data;

  @ArgGroup(exclusive = false, validate = false, heading = "%nWho asks, and which platform:%n")
  private Place place = new Place();

  static final class Place {
    @ArgGroup(exclusive = false, validate = false)
    private Login login = new Login();

    @Option(
        names = "--auth-url",
        paramLabel = "URL",
        description = "Address of auth; or FLOWMETER_AUTH_URL.")
    private @Nullable String auth;

    @Option(
        names = "--accounting-url",
        paramLabel = "URL",
        description = "Address of accounting; or FLOWMETER_ACCOUNTING_URL.")
    private @Nullable String accounting;

    @Option(
        names = "--proxy-url",
        paramLabel = "URL",
        description = "Address of the proxy; or FLOWMETER_PROXY_URL.")
    private @Nullable String proxy;
  }

  public Connection(
      Map<String, String> environment, LocalPlatform local, Data data, Terminal terminal) {
    this.environment = environment;
    this.local = local;
    this.data = data;
    this.terminal = terminal;
  }

  public Api auth() {
    return new Api("auth", authAddress(), token);
  }

  /** For who logs in. */
  public Api anonymousAuth() {
    return new Api("auth", authAddress(), () -> null);
  }

  public Api accounting() {
    return new Api("accounting", address("accounting", place.accounting, ACCOUNTING, 3001), token);
  }

  public Api proxy() {
    return new Api("proxy", address("proxy", place.proxy, PROXY, 8000), token);
  }

  public Terminal terminal() {
    return terminal;
  }

  public boolean json() {
    return json;
  }

  /** One or the other, as it was asked for. */
  public void show(JsonNode asJson, Supplier<String> asText) {
    terminal.say(json ? PRETTY.writeValueAsString(asJson) : asText.get());
  }

  /** Whether an address was given for each service. */
  public boolean isElsewhere() {
    return given(place.auth, AUTH) != null
        && given(place.accounting, ACCOUNTING) != null
        && given(place.proxy, PROXY) != null;
  }

  /** Of all services by name; those that were not given are on this machine, up or not. */
  public Map<String, URI> addresses(int portOffset) {
    return Map.of(
        "auth", addressOr("auth", given(place.auth, AUTH), 3000 + portOffset),
        "accounting",
            addressOr("accounting", given(place.accounting, ACCOUNTING), 3001 + portOffset),
        "proxy", addressOr("proxy", given(place.proxy, PROXY), 8000 + portOffset));
  }

  public Path directory() {
    return data.directory();
  }

  /** By how much the ports of the platform of this machine are shifted; empty if it is not up. */
  public OptionalInt localOffset() {
    return local.portOffset(data.directory());
  }

  /** Null where nobody said who asks. */
  public @Nullable String givenToken() throws InterruptedException {
    return place.login.isGiven(environment) ? tokens().access() : null;
  }

  private URI authAddress() {
    return address("auth", place.auth, AUTH, 3000);
  }

  private Login.Tokens tokens() throws InterruptedException {
    if (tokens == null) {
      // An address of auth is needed only by who has no token yet.
      tokens = place.login.tokens(this::anonymousAuth, environment);
    }
    return tokens;
  }

  private URI address(String service, @Nullable String option, String variable, int port) {
    String given = given(option, variable);
    if (given != null) return withoutApi(service, given);
    return URI.create("http://localhost:" + localPort(service, variable, port));
  }

  private @Nullable String given(@Nullable String option, String variable) {
    return Login.first(option, environment.get(variable));
  }

  private static URI addressOr(String service, @Nullable String given, int port) {
    return given == null ? URI.create("http://localhost:" + port) : withoutApi(service, given);
  }

  private int localPort(String service, String variable, int port) {
    Path directory = data.directory();
    OptionalInt offset = local.portOffset(directory);
    if (offset.isEmpty()) {
      throw new Refusal(
          0,
          "Flowmeter is not up in %s; ./flowmeter up starts it. Another platform's %s: --%s-url or %s."
              .formatted(directory, service, service, variable));
    }
    return port + offset.getAsInt();
  }

  /** The services themselves are told of each other with or without /api. */
  private static URI withoutApi(String service, String given) {
    String trimmed = given.replaceAll("/+$", "").replaceAll("/api(/v1)?$", "");
    if (!trimmed.matches("https?://[^/\\s?#]+(/[^\\s?#]*)?")) {
      throw new Misuse("--%s-url is an http or https address, not '%s'".formatted(service, given));
    }
    return URI.create(trimmed);
  }
}
