package io.flowmeter.launcher.client;

import io.flowmeter.launcher.terminal.Terminal;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who asks: somebody with a token, or with a name and a password. */
final class Login {
  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "Access token of an administrator; or FLOWMETER_TOKEN.")
  private @Nullable String token;

  @Option(
      names = "--user",
      paramLabel = "EMAIL",
      description =
          "Instead of a token: who logs in; or FLOWMETER_USER. The password is asked for, or"
              + " FLOWMETER_PASSWORD.")
  private @Nullable String user;

  /**
   * @param refresh exchanges access that has expired for new; null where only access was given
   */
  record Tokens(String access, @Nullable String refresh) {
    private static Tokens of(JsonNode answer) {
      return new Tokens(
          answer.path("accessToken").asString(), answer.path("refreshToken").asString(null));
    }
  }

  Tokens tokens(Supplier<Api> auth, Map<String, String> environment) throws InterruptedException {
    String given = first(token, environment.get("FLOWMETER_TOKEN"));
    if (given != null) return new Tokens(given, null);
    String name = first(user, environment.get("FLOWMETER_USER"));
    if (name == null) {
      throw new Refusal(
          401,
          "Say who you are: --token TOKEN or FLOWMETER_TOKEN, an administrator's access token, or"
              + " --user EMAIL.");
    }
    var request = JsonMapper.shared().createObjectNode().put("username", name);
    request.put("password", password(name, environment));
    return Tokens.of(auth.get().send("POST", "/api/auth/login", request));
  }

  static Tokens renewed(Api auth, String refresh) throws InterruptedException {
    var request = JsonMapper.shared().createObjectNode().put("refreshToken", refresh);
    return Tokens.of(auth.send("POST", "/api/auth/refresh", request));
  }

  boolean isGiven(Map<String, String> environment) {
    return first(token, environment.get("FLOWMETER_TOKEN")) != null
        || first(user, environment.get("FLOWMETER_USER")) != null;
  }

  static @Nullable String first(@Nullable String option, @Nullable String variable) {
    if (option != null && !option.isBlank()) return option;
    return variable == null || variable.isBlank() ? null : variable;
  }

  private static String password(String name, Map<String, String> environment) {
    String given = first(null, environment.get("FLOWMETER_PASSWORD"));
    if (given != null) return given;
    char[] typed =
        Terminal.console().map(c -> c.readPassword("Password of %s: ", name)).orElse(null);
    if (typed == null) {
      throw new Refusal(
          401,
          "There is no terminal to ask for the password of %s: set FLOWMETER_PASSWORD."
              .formatted(name));
    }
    return new String(typed);
  }
}
