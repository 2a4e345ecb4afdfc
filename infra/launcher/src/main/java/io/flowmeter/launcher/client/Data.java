package io.flowmeter.launcher.client;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which platform of this machine is meant, by where it keeps its state. */
public final class Data {
  private final Path usual;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the platform keeps its data, logs and secrets.")
  private @Nullable Path given;

  public Data(Path usual) {
    this.usual = usual;
  }

  public Path directory() {
    return given == null ? usual : given.toAbsolutePath().normalize();
  }
}
