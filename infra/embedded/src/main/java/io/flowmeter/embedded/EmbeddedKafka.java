package io.flowmeter.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker (KRaft, broker and controller in one) inside this JVM, on a directory that it
 * keeps.
 */
public final class EmbeddedKafka implements AutoCloseable {

  private static final String CLUSTER_ID = "Zmxvd21ldGVyLWVtYmVkZA";
  private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(20);

  private final KafkaRaftServer server;
  private final FileChannel lockFile;
  private final int port;

  private EmbeddedKafka(KafkaRaftServer server, FileChannel lockFile, int port) {
    this.server = server;
    this.lockFile = lockFile;
    this.port = port;
  }

  public static EmbeddedKafka start(Path directory, int port, int controllerPort) {
    return start(directory, port, controllerPort, port);
  }

  /**
   * @param advertisedPort where clients are told to find the broker: another one than its own for
   *     those who come through somebody else
   */
  public static EmbeddedKafka start(
      Path directory, int port, int controllerPort, int advertisedPort) {
    try {
      Files.createDirectories(directory);
      FileChannel lockFile = lock(directory, port, controllerPort);
      Path logs = directory.resolve("log");
      Properties settings = settings(logs, port, controllerPort, advertisedPort);
      if (!Files.exists(logs.resolve("meta.properties"))) {
        format(directory, settings);
      }
      KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
      server.startup();
      return new EmbeddedKafka(server, lockFile, port);
    } catch (IOException e) {
      throw new UncheckedIOException("Kafka cannot start in " + directory, e);
    }
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    Thread stopping = Thread.ofPlatform().daemon().start(server::shutdown);
    try {
      if (stopping.join(SHUTDOWN_LIMIT)) {
        server.awaitShutdown();
      }
      lockFile.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The broker opens its metadata log before it takes its own lock, so a second start in one
   * directory would damage what the first is writing.
   */
  private static FileChannel lock(Path directory, int port, int controllerPort) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("flowmeter.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null || Ports.isTaken(port) || Ports.isTaken(controllerPort)) {
      channel.close();
      throw new IOException(
          lock == null
              ? "another broker runs in " + directory
              : "port %d or %d is taken".formatted(port, controllerPort));
    }
    return channel;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisJvm) {
      return null;
    }
  }

  private static void format(Path directory, Properties settings) throws IOException {
    Path file = directory.resolve("server.properties");
    try (var out = Files.newOutputStream(file)) {
      settings.store(out, null);
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    String[] format = {"format", "--config", file.toString(), "--cluster-id", CLUSTER_ID};
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      if (StorageTool.execute(format, out) != 0) {
        throw new IOException(
            "formatting failed: " + said.toString(StandardCharsets.UTF_8).strip());
      }
    }
  }

  private static Properties settings(Path logs, int port, int controllerPort, int advertisedPort) {
    Properties settings = new Properties();
    settings.setProperty("process.roles", "broker,controller");
    settings.setProperty("node.id", "1");
    settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    settings.setProperty("controller.listener.names", "CONTROLLER");
    settings.setProperty(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    settings.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + advertisedPort);
    settings.setProperty(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.setProperty("log.dirs", logs.toString());
    settings.setProperty("auto.create.topics.enable", "false");
    settings.setProperty("group.initial.rebalance.delay.ms", "0");
    // One broker: nothing to replicate to, and few partitions keep starts quick.
    settings.setProperty("offsets.topic.num.partitions", "4");
    settings.setProperty("offsets.topic.replication.factor", "1");
    settings.setProperty("transaction.state.log.num.partitions", "4");
    settings.setProperty("transaction.state.log.replication.factor", "1");
    settings.setProperty("transaction.state.log.min.isr", "1");
    settings.setProperty("share.coordinator.state.topic.num.partitions", "4");
    settings.setProperty("share.coordinator.state.topic.replication.factor", "1");
    settings.setProperty("share.coordinator.state.topic.min.isr", "1");
    settings.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
    // After a kill the broker is only let in when its former self counts as gone.
    settings.setProperty("broker.session.timeout.ms", "4000");
    settings.setProperty("broker.heartbeat.interval.ms", "1000");
    settings.setProperty("num.network.threads", "2");
    settings.setProperty("num.io.threads", "4");
    return settings;
  }
}
