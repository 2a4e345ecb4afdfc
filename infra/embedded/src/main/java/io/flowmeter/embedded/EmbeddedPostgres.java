package io.flowmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real PostgreSQL server as a child process, on a directory that it keeps. */
public final class EmbeddedPostgres implements AutoCloseable {

  public static final String USER = "postgres";

  private static final Duration PREPARE_LIMIT = Duration.ofSeconds(60);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final Server server;
  private final Process process;

  private EmbeddedPostgres(Server server, Process process) {
    this.server = server;
    this.process = process;
  }

  /** Whether an acknowledged commit survives a power cut. Only tests may do without. */
  public enum Durability {
    DURABLE("on"),
    FAST("off");

    private final String setting;

    Durability(String setting) {
      this.setting = setting;
    }
  }

  /** Where a server is and how it runs. {@code directory} holds the cluster and its log. */
  public record Server(PostgresBinaries binaries, Path directory, int port, Durability durability) {

    /** Creates the cluster and the database, unless they are there. */
    public void prepare(String password, String database) {
      if (Files.exists(cluster())) {
        return;
      }
      try {
        Files.createDirectories(directory);
        // Renamed when complete, so that an interrupted creation is not taken for a cluster.
        Path incomplete = directory.resolve("cluster.incomplete");
        Directories.deleteTree(incomplete);
        Path passwordFile = directory.resolve("password");
        Directories.writePrivate(passwordFile, password);
        List<String> initdb =
            new ArrayList<>(
                List.of(
                    binaries.program("initdb"),
                    "--pgdata=" + incomplete,
                    "--username=" + USER,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--no-locale"));
        if (durability == Durability.FAST) {
          initdb.add("--no-sync");
        }
        run(unprivileged(initdb), "");
        Files.delete(passwordFile);
        run(
            unprivileged(
                List.of(
                    binaries.program("postgres"),
                    "--single",
                    "-D",
                    incomplete.toString(),
                    "postgres")),
            "CREATE DATABASE " + database + "\n");
        Files.move(incomplete, cluster());
      } catch (IOException e) {
        throw new UncheckedIOException("PostgreSQL cannot be set up in " + directory, e);
      }
    }

    public List<String> command() {
      List<String> settings =
          List.of(
              "listen_addresses=127.0.0.1",
              "unix_socket_directories=",
              "fsync=" + durability.setting,
              "synchronous_commit=" + durability.setting,
              "full_page_writes=" + durability.setting,
              "max_connections=100",
              "shared_buffers=256MB",
              // After a checkpoint each page that changes is logged whole: at ten million
              // bookings nine tenths of the log.
              "max_wal_size=2GB",
              "wal_compression=pglz",
              "timezone=UTC",
              "log_timezone=UTC");
      List<String> command =
          new ArrayList<>(
              List.of(
                  binaries.program("postgres"),
                  "-D",
                  cluster().toString(),
                  "-p",
                  Integer.toString(port)));
      settings.forEach(setting -> command.addAll(List.of("-c", setting)));
      return unprivileged(command);
    }

    /** The server writes its state into its pid file, below its own pid. */
    public boolean isReady(long pid) {
      try {
        List<String> lines =
            Files.readAllLines(cluster().resolve("postmaster.pid"), StandardCharsets.UTF_8);
        return lines.size() >= 8
            && lines.getFirst().strip().equals(Long.toString(pid))
            && lines.get(7).strip().equals("ready");
      } catch (IOException notYet) {
        return false;
      }
    }

    /** Disconnects clients and writes everything down; an ordinary SIGTERM would wait for them. */
    public List<String> stopCommand(Duration limit) {
      return unprivileged(
          List.of(
              binaries.program("pg_ctl"),
              "stop",
              "-m",
              "fast",
              "-t",
              Long.toString(limit.toSeconds()),
              "-D",
              cluster().toString()));
    }

    Path log() {
      return directory.resolve("postgres.log");
    }

    private Path cluster() {
      return directory.resolve("cluster");
    }
  }

  public static EmbeddedPostgres start(Server server, String password, String database) {
    server.prepare(password, database);
    try {
      Process process =
          new ProcessBuilder(server.command())
              .redirectErrorStream(true)
              .redirectOutput(server.log().toFile())
              .start();
      Children.stopAtExit(process);
      Children.await(
          "PostgreSQL", () -> server.isReady(process.pid()), process, START_LIMIT, server.log());
      return new EmbeddedPostgres(server, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database;
  }

  @Override
  public void close() {
    try {
      run(server.stopCommand(STOP_LIMIT), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Children.stop(process, STOP_LIMIT);
    }
  }

  /**
   * PostgreSQL refuses to run as root; in a user name space of its own it does not see that it is.
   */
  private static List<String> unprivileged(List<String> command) {
    if (!System.getProperty("user.name", "").equals("root")) {
      return command;
    }
    List<String> wrapped = new ArrayList<>(List.of("unshare", "-U"));
    wrapped.addAll(command);
    return wrapped;
  }

  private static void run(List<String> command, String input) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(PREPARE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended || process.exitValue() != 0) {
        throw new IOException("%s failed:%n%s".formatted(command.getFirst(), said));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
