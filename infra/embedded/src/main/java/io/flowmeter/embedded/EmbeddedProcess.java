package io.flowmeter.embedded;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * One embedded part as a process of its own: {@code kafka DIRECTORY PORT CONTROLLER_PORT
 * ADVERTISED_PORT}, {@code mongo DIRECTORY PORT} or {@code mail DIRECTORY SMTP_PORT PAGE_PORT}.
 * Ends when told to (SIGTERM), or when it can do nothing more.
 */
public final class EmbeddedProcess {

  private static final long LOOK_MILLIS = 500;

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
      case "mongo" -> watched(EmbeddedMongo.start(directory, port(args[2])));
      case "mail" -> EmbeddedMail.start(directory, port(args[2]), port(args[3]));
      default -> throw new IllegalArgumentException("there is no embedded " + args[0]);
    };
  }

  /** Whoever started it may start it again, and has what was written. */
  private static EmbeddedMongo watched(EmbeddedMongo mongo) {
    Thread.ofPlatform()
        .daemon()
        .name("watch")
        .start(
            () -> {
              while (!mongo.isBroken()) LockSupport.parkNanos(LOOK_MILLIS * 1_000_000);
              System.err.println("mongo ends: it could not write its file; is the disk full?");
              Runtime.getRuntime().halt(1);
            });
    return mongo;
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
