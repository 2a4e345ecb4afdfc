package io.flowmeter.launcher;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to the accounting service about its ledger, as an administrator. */
final class Ledger {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final String API = "/api/admin/ledger/";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final String auth;
  private final String accounting;
  private final Map<String, String> environment;
  private final Terminal terminal;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();

  Ledger(String auth, String accounting, Map<String, String> environment, Terminal terminal) {
    this.auth = auth;
    this.accounting = accounting;
    this.environment = environment;
    this.terminal = terminal;
  }

  /** What stands after {@code ledger}. */
  static List<String> words(List<String> names) throws Arguments.Misuse {
    String what = names.isEmpty() ? "" : names.getFirst();
    int wanted = what.equals("statement") ? 2 : 1;
    if (!List.of("rebuild", "verify", "statement").contains(what) || names.size() != wanted) {
      throw new Arguments.Misuse("'ledger' takes rebuild, verify, or statement USER");
    }
    return List.copyOf(names);
  }

  int run(Command.Ledger command) throws IOException, InterruptedException {
    String token = token(command.options());
    if (token == null) return Main.FAILED;
    return switch (command.words().getFirst()) {
      case "rebuild" -> rebuild(token, command.options());
      case "verify" -> verify(token);
      default -> statement(token, command.words().getLast(), command.options());
    };
  }

  private int rebuild(String token, Map<String, String> options)
      throws IOException, InterruptedException {
    var body = JSON.createObjectNode().put("apply", options.containsKey("--apply"));
    String until = options.get("--until");
    if (until != null) body.put("until", until);
    var started = send(token, "POST", "rebuild", body.toString());
    if (started.statusCode() != 202) return refused(started);
    JsonNode run = JSON.readTree(started.body());
    while (!run.path("finishedAt").isString()) {
      terminal.say(
          "  %-10s %,d of %,d events, %,d people"
              .formatted(
                  text(run, "state").toLowerCase(Locale.ROOT),
                  run.path("eventsRead").longValue(),
                  run.path("eventsTotal").longValue(),
                  run.path("people").longValue()));
      Thread.sleep(POLL);
      run = JSON.readTree(send(token, "GET", "rebuild", "").body());
    }
    if (!text(run, "state").equals("FINISHED")) {
      terminal.say("The rebuild ended: %s %s".formatted(text(run, "state"), text(run, "message")));
      return Main.FAILED;
    }
    return until == null ? differences(run) : stream(token, "rebuild/balances");
  }

  private int differences(JsonNode run) {
    long differing = run.path("differing").longValue();
    for (JsonNode each : run.path("differences")) {
      terminal.say(
          "  %s: live %d, by the topics %d; %d facts missing, %d unknown"
              .formatted(
                  text(each, "userId"),
                  each.path("live").longValue(),
                  each.path("rebuilt").longValue(),
                  each.path("missing").intValue(),
                  each.path("unknown").intValue()));
    }
    boolean applied = run.path("apply").booleanValue();
    terminal.say(
        "%,d events read. %s"
            .formatted(
                run.path("eventsRead").longValue(),
                differing == 0
                    ? "Every ledger is the fold of its facts."
                    : "%,d ledgers differed%s"
                        .formatted(
                            differing, applied ? " and are mended." : "; --apply mends them.")));
    return differing == 0 || applied ? Main.OK : Main.FAILED;
  }

  private int verify(String token) throws IOException, InterruptedException {
    var answer = http.send(request(token, "GET", "verify", ""), BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      terminal.say("refused: " + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
      return Main.REFUSED;
    }
    boolean verified = false;
    try (var lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode told = JSON.readTree(line);
        if (told.has("verified")) {
          verified = told.path("verified").booleanValue();
          terminal.say(
              "%,d facts of %,d people: %s"
                  .formatted(
                      told.path("facts").longValue(),
                      told.path("people").longValue(),
                      verified ? "the ledger is right" : "the ledger is NOT right"));
          continue;
        }
        terminal.say(
            "  %-8s %s"
                .formatted(told.path("ok").booleanValue() ? "ok" : "WRONG", text(told, "check")));
        told.path("problems").forEach(problem -> terminal.say("           " + problem.asString()));
      }
    }
    return verified ? Main.OK : Main.FAILED;
  }

  private int statement(String token, String user, Map<String, String> options)
      throws IOException, InterruptedException {
    String format =
        options.containsKey("--json") ? "json" : options.containsKey("--csv") ? "csv" : "text";
    return stream(
        token,
        "statement/%s?format=%s"
            .formatted(URLEncoder.encode(user, StandardCharsets.UTF_8), format));
  }

  private int stream(String token, String path) throws IOException, InterruptedException {
    var answer = http.send(request(token, "GET", path, ""), BodyHandlers.ofLines());
    answer.body().forEach(terminal::say);
    return answer.statusCode() == 200 ? Main.OK : Main.REFUSED;
  }

  private HttpResponse<String> send(String token, String method, String path, String body)
      throws IOException, InterruptedException {
    return http.send(request(token, method, path, body), BodyHandlers.ofString());
  }

  private HttpRequest request(String token, String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create(accounting + API + path))
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .build();
  }

  private int refused(HttpResponse<String> answer) {
    terminal.say("refused: " + text(JSON.readTree(answer.body()), "message"));
    return Main.REFUSED;
  }

  private @Nullable String token(Map<String, String> options)
      throws IOException, InterruptedException {
    String given = options.getOrDefault("--token", environment.get("FLOWMETER_TOKEN"));
    if (given != null && !given.isBlank()) return given;
    String user = options.get("--user");
    Console console = Objects.requireNonNull(System.console());
    if (user == null || !console.isTerminal()) {
      terminal.say(
          "Give an administrator's access token with --token or as FLOWMETER_TOKEN, or --user EMAIL on a terminal.");
      return null;
    }
    char[] password = console.readPassword("Password of %s: ", user);
    if (password == null) return null;
    String body =
        JSON.createObjectNode()
            .put("username", user)
            .put("password", new String(password))
            .toString();
    var answer =
        http.send(
            HttpRequest.newBuilder(URI.create(auth + "/api/auth/login"))
                .timeout(LIMIT)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build(),
            BodyHandlers.ofString());
    JsonNode reply = JSON.readTree(answer.body());
    if (answer.statusCode() != 200) {
      terminal.say("The login was refused: " + text(reply, "error"));
      return null;
    }
    return text(reply, "accessToken");
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }
}
