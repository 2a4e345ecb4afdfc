package io.flowmeter.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The checkout, for tests that compare what is written with what is done. */
final class Sources {

  static final Path ROOT = Path.of("../..");

  private Sources() {}

  static String read(String path) {
    return read(ROOT.resolve(path));
  }

  static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the services and the libraries in them, tests left out. */
  static List<String> java() {
    return Stream.of("services", "platform")
        .flatMap(folder -> files(ROOT.resolve(folder), ".java"))
        .filter(file -> file.toString().contains(Path.of("src", "main").toString()))
        .map(Sources::read)
        .toList();
  }

  static Stream<Path> files(Path folder, String ending) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of environment variables that a service's configuration reads. */
  static Stream<String> variables(String service) {
    return found(configuration(service), "\\$\\{([A-Z][A-Z0-9_]*)").map(match -> match.group(1));
  }

  static String configuration(String service) {
    return read("services/" + service + "/src/main/resources/application.yaml");
  }

  /** Of its figures and probes, unless it is told another. */
  static String managementPort(String service) {
    return found(configuration(service), "\\$\\{MANAGEMENT_PORT:(\\d+)}")
        .findFirst()
        .orElseThrow()
        .group(1);
  }

  static Stream<MatchResult> found(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> yaml(String text) {
    return (Map<String, Object>) yamls(text).findFirst().orElseThrow();
  }

  static Stream<Object> yamls(String text) {
    return StreamSupport.stream(
        new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text).spliterator(), false);
  }
}
