package io.flowmeter.launcher;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One part of the platform: a process, and how to know that it does its work.
 *
 * @param needs names of the parts that must be ready before it starts
 * @param job ends by itself, and is ready when it has ended well
 * @param stopCommand asks it to end, where a signal does not do
 * @param stopLimit after which it is killed
 */
record Component(
    String name,
    String title,
    List<Port> ports,
    List<String> needs,
    Launch launch,
    Health health,
    boolean job,
    Optional<List<String>> stopCommand,
    Duration startLimit,
    Duration stopLimit) {

  record Port(int number, String purpose) {}

  /** {@code archive}: of a Java program, whose JVM is the first word of the command. */
  record Launch(
      List<String> command,
      Map<String, String> environment,
      Preparation preparation,
      Optional<ClassArchive> archive) {
    /** Without the environment: it holds secrets. */
    @Override
    public String toString() {
      return String.join(" ", command);
    }
  }

  /** What must be there before the process can start; done anew at each start. */
  @FunctionalInterface
  interface Preparation {
    Preparation NONE = () -> {};

    void run() throws Exception;
  }

  /** Where a person or a program reaches it. */
  Optional<URI> url() {
    return health instanceof Health.Http http
        ? Optional.of(URI.create(http.url()).resolve("/"))
        : Optional.empty();
  }
}
