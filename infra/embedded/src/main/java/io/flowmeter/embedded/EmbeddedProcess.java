package io.flowmeter.embedded;

import java.nio.file.Path;

/**
 * One embedded part as a process of its own: {@code kafka DIRECTORY PORT CONTROLLER_PORT
 * ADVERTISED_PORT}, {@code mongo DIRECTORY PORT} or {@code mail DIRECTORY SMTP_PORT PAGE_PORT}.
 * Ends when told to (SIGTERM).
 */
public final class EmbeddedProcess {

  private EmbeddedProcess() {}

  public static void main(String[] args) {
    try {
      AutoCloseable part = start(args);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(part)));
      System.out.println(args[0] + " is ready");
    } catch (RuntimeException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static AutoCloseable start(String[] args) {
    Path directory = Path.of(args[1]);
    return switch (args[0]) {
      case "kafka" -> EmbeddedKafka.start(directory, port(args[2]), port(args[3]), port(args[4]));
      case "mongo" -> EmbeddedMongo.start(directory, port(args[2]));
      case "mail" -> EmbeddedMail.start(directory, port(args[2]), port(args[3]));
      default -> throw new IllegalArgumentException("there is no embedded " + args[0]);
    };
  }

  private static int port(String text) {
    return Integer.parseInt(text);
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      System.err.println("not closed cleanly: " + e);
    }
  }
}
