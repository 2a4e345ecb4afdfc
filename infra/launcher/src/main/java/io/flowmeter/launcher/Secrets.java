package io.flowmeter.launcher;

import io.flowmeter.embedded.Directories;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Made once for a platform and kept with its data, readable only for its owner. */
record Secrets(Properties values) {

  static final String ACCESS = "JWT_ACCESS_SECRET";
  static final String REFRESH = "JWT_REFRESH_SECRET";
  static final String DATABASE = "DB_PASSWORD";
  static final String DEMO_FLOWISE = "DEMO_FLOWISE_API_KEY";

  private static final int BYTES = 32;

  static Secrets in(Path file) throws IOException {
    Properties values = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        values.load(reader);
      }
    }
    boolean complete = true;
    SecureRandom random = new SecureRandom();
    for (String name : Stream.of(ACCESS, REFRESH, DATABASE, DEMO_FLOWISE).toList()) {
      if (values.getProperty(name, "").isBlank()) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        values.setProperty(name, HexFormat.of().formatHex(secret));
        complete = false;
      }
    }
    if (!complete) {
      Directories.writePrivate(
          file,
          values.stringPropertyNames().stream()
              .sorted()
              .map(name -> name + "=" + values.getProperty(name) + "\n")
              .collect(Collectors.joining()));
    }
    return new Secrets(values);
  }

  String get(String name) {
    return values.getProperty(name);
  }

  @Override
  public String toString() {
    return "Secrets";
  }
}
