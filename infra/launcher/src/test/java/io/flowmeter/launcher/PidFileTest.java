package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.embedded.Java;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {

  @TempDir Path directory;

  @Test
  void a_running_process_is_found_again() throws Exception {
    PidFile.of(ProcessHandle.current()).write(file());

    assertThat(PidFile.read(file()).orElseThrow().process()).contains(ProcessHandle.current());
  }

  @Test
  void a_stranger_with_the_same_id_is_not_ours() {
    PidFile ours = PidFile.of(ProcessHandle.current());

    PidFile before = new PidFile(ours.pid(), ours.startedMillis() - 3_000);

    assertThat(before.process()).isEmpty();
  }

  @Test
  void an_ended_process_is_gone() throws Exception {
    Process process =
        new ProcessBuilder(Java.command(List.of(), List.of("--version")))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    PidFile file = PidFile.of(process.toHandle());

    assertThat(PidFile.awaitEnd(process.toHandle(), Duration.ofSeconds(30))).isTrue();
    assertThat(file.process()).isEmpty();
  }

  @Test
  void no_file_and_a_damaged_file_name_nobody() throws Exception {
    assertThat(PidFile.read(file())).isEmpty();

    Files.writeString(file(), "12");
    assertThat(PidFile.read(file())).isEmpty();

    Files.writeString(file(), "twelve\n13\n");
    assertThat(PidFile.read(file())).isEmpty();
  }

  private Path file() {
    return directory.resolve("part.pid");
  }
}
