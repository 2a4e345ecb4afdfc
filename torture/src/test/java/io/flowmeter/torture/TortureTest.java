package io.flowmeter.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.torture.platform.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What {@code ./flowmeter torture} does for hours, for less than a minute. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be suspended there")
class TortureTest {
  /** Apart from the platform of the journeys. */
  private static final int PORT_OFFSET = 5_450;

  private static final int PEOPLE = 8;
  private static final int BRIEF_PER_MINUTE = 60;
  private static final List<Integer> CLOCKS_APART = List.of(5, -3, 0);
  private static final long SEED = Long.getLong("flowmeter.torture.seed", 1);
  private static final Duration FAULTS = Duration.ofSeconds(25);
  private static final Duration HOLD_LIFETIME = Duration.ofSeconds(60);

  @Test
  void nothing_is_lost_doubled_or_overspent_while_any_part_is_killed_or_paused()
      throws IOException, InterruptedException {
    Summary summary = new Summary();
    Torture.Setting setting =
        new Torture.Setting(
            PEOPLE,
            Torture.DEVELOPMENT_STORES,
            BRIEF_PER_MINUTE,
            new Platform.Choice(PORT_OFFSET, 1, HOLD_LIFETIME, CLOCKS_APART, Optional.empty()),
            TortureTest::progress);

    try (Torture torture = Torture.on(root(), root().resolve("torture/target/torture"), setting)) {
      summary.add(SEED, torture.round(SEED, FAULTS));
    }

    assertThat(summary.isClean()).as("%s", summary).isTrue();
    assertThat(summary.faults()).isPositive();
    assertThat(summary.operations()).isPositive();
  }

  private static void progress(String text) {
    System.out.println(text);
  }

  private static Path root() {
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .filter(path -> Files.exists(path.resolve("flowmeter")))
        .findFirst()
        .orElseThrow();
  }
}
