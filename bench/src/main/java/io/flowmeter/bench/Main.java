package io.flowmeter.bench;

import io.flowmeter.bench.platform.Launcher;
import io.flowmeter.bench.platform.Platform;
import io.flowmeter.bench.report.Environment;
import io.flowmeter.bench.report.Report;
import io.flowmeter.bench.report.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.utils.AppInfoParser;

/** Behind {@code ./flowmeter bench}. */
public final class Main {
  private static final int FAILED = 1;
  private static final int MISUSE = 2;

  private Main() {}

  public static void main(String[] args) throws Exception {
    Path root = Path.of(System.getProperty("flowmeter.root", "")).toAbsolutePath().normalize();
    Options options;
    try {
      options = Options.parse(root, args);
    } catch (IllegalArgumentException e) {
      say(e.getMessage() + "\n\n" + Options.HELP);
      System.exit(MISUSE);
      return;
    }
    if (options.scenarios().isEmpty()) {
      say(Options.HELP);
      return;
    }
    List<String> failed = new ArrayList<>();
    Launcher launcher = new Launcher(root, options.data(), environment(options));
    say("using the platform in " + options.data());
    try (Platform platform = Platform.in(options.data(), options.portOffset(), launcher)) {
      Setting setting =
          new Setting(
              platform,
              options.rounds(),
              options.seconds(),
              options.warmUp(),
              options.people(),
              options.events(),
              options.profile() ? Optional.of(options.out().resolve("profiles")) : Optional.empty(),
              Main::say);
      for (String name : options.scenarios()) {
        try {
          run(root, name, options, setting);
        } catch (RuntimeException | IOException | SQLException e) {
          failed.add(name);
          e.printStackTrace(System.out);
        }
      }
    }
    if (!failed.isEmpty()) {
      say("not measured: " + String.join(", ", failed));
      System.exit(FAILED);
    }
  }

  private static void run(Path root, String name, Options options, Setting setting)
      throws Exception {
    say("\n== " + name);
    Result result = Objects.requireNonNull(Scenarios.ALL.get(name)).run(setting);
    Starting.memory(result, "afterwards", setting);
    Map<String, String> facts = Environment.of(root, facts(name, options, setting.platform()));
    say(Report.markdown(result, facts));
    new Report(options.out()).write(result, facts);
    say("written to %s/%s.md, .json and .svg".formatted(options.out(), name));
  }

  private static Map<String, String> facts(String name, Options options, Platform platform) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("PostgreSQL", platform.database().text("select version()"));
    facts.put("fsync", platform.database().text("show fsync"));
    facts.put("Kafka", AppInfoParser.getVersion());
    facts.put("MongoDB", "mongo-java-server, one worker, on a file: a development store");
    facts.put(
        "options of all JVMs",
        options.javaOptions().isEmpty() ? "the usual ones" : options.javaOptions());
    facts.put(
        "command",
        "./flowmeter bench %s --rounds %d --seconds %s --people %d --events %d"
            .formatted(
                name, options.rounds(), options.seconds(), options.people(), options.events()));
    return facts;
  }

  /** What the platform needs to know to be measured; what else it has is its usual. */
  private static Map<String, String> environment(Options options) {
    return Map.of(
        "FLOWMETER_JAVA_OPTIONS",
        options.javaOptions(),
        "DEMO_FLOWISE_TOKEN_DELAY_MILLIS",
        "0",
        "DEMO_FLOWISE_ANSWER",
        Setting.ANSWER,
        // It then keeps a list of what it served, which other scenarios need not pay for.
        "DEMO_FLOWISE_CONTROL",
        Boolean.toString(options.scenarios().contains("streams")),
        // Holds that are placed by the hundred thousand and never used stay out of the way.
        "HOLD_LIFETIME",
        "24h");
  }

  private static void say(String text) {
    System.out.println(text);
  }
}
