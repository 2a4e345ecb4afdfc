package io.flowmeter.demo;

import java.time.Duration;
import java.util.Map;

/**
 * How a demo is started.
 *
 * @param port 0 for any free one
 * @param control whether the routes under /control are there, for tests
 * @param tokenDelay before each token, so that a person sees it stream
 * @param hangLimit an answer that never comes ends after this
 * @param answer to every question; empty for one that repeats the question
 */
record Settings(
    String host,
    int port,
    String apiKey,
    boolean control,
    Duration tokenDelay,
    Duration hangLimit,
    String answer) {
  static final String DEFAULT_KEY = "demo-flowise-key";
  private static final Duration DEFAULT_HANG_LIMIT = Duration.ofMinutes(2);

  static Settings forTests(int port) {
    return new Settings(
        "127.0.0.1", port, DEFAULT_KEY, true, Duration.ZERO, DEFAULT_HANG_LIMIT, "");
  }

  /** Arguments win: `--port 3002 --key KEY --control`. */
  static Settings of(Map<String, String> environment, String... arguments) {
    Settings settings =
        new Settings(
            environment.getOrDefault("DEMO_FLOWISE_HOST", "127.0.0.1"),
            Integer.parseInt(environment.getOrDefault("DEMO_FLOWISE_PORT", "3002")),
            environment.getOrDefault("DEMO_FLOWISE_API_KEY", DEFAULT_KEY),
            Boolean.parseBoolean(environment.getOrDefault("DEMO_FLOWISE_CONTROL", "false")),
            millis(environment, "DEMO_FLOWISE_TOKEN_DELAY_MILLIS", Duration.ofMillis(25)),
            millis(environment, "DEMO_FLOWISE_HANG_LIMIT_MILLIS", DEFAULT_HANG_LIMIT),
            environment.getOrDefault("DEMO_FLOWISE_ANSWER", ""));
    for (int i = 0; i < arguments.length; i++) {
      settings =
          switch (arguments[i]) {
            case "--port" -> settings.on(Integer.parseInt(arguments[++i]));
            case "--key" -> settings.withKey(arguments[++i]);
            case "--control" -> settings.withControl();
            default -> throw new IllegalArgumentException("unknown argument " + arguments[i]);
          };
    }
    return settings;
  }

  private Settings on(int otherPort) {
    return new Settings(host, otherPort, apiKey, control, tokenDelay, hangLimit, answer);
  }

  private Settings withKey(String key) {
    return new Settings(host, port, key, control, tokenDelay, hangLimit, answer);
  }

  private Settings withControl() {
    return new Settings(host, port, apiKey, true, tokenDelay, hangLimit, answer);
  }

  private static Duration millis(Map<String, String> environment, String name, Duration otherwise) {
    String value = environment.get(name);
    return value == null ? otherwise : Duration.ofMillis(Long.parseLong(value));
  }
}
