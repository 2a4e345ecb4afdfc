package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowmeter.launcher.terminal.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitTest {

  @TempDir Path root;

  @Test
  void each_secret_has_32_random_bytes_of_its_own() throws Exception {
    init();

    Map<String, String> made = values();
    assertThat(made.keySet()).isEqualTo(Init.names());
    made.remove("FLOWISE_API_BASE_URL");
    assertThat(made.values()).allMatch(v -> v.matches("[0-9a-f]{64}")).doesNotHaveDuplicates();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void only_the_owner_may_read_them() throws Exception {
    init();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void made_again_they_stay_as_they_are() throws Exception {
    init();
    String first = Files.readString(file());

    assertThat(init()).contains("nothing was changed");
    assertThat(file()).hasContent(first);
  }

  @Test
  void what_an_older_version_did_not_know_of_is_added_behind_what_is_there() throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "# ours\nJWT_ACCESS_SECRET=given");

    assertThat(init()).contains("added").doesNotContain("JWT_ACCESS_SECRET");

    assertThat(Files.readString(file())).startsWith("# ours\nJWT_ACCESS_SECRET=given\n");
    assertThat(values().keySet()).isEqualTo(Init.names());
  }

  @Test
  void secrets_are_not_printed() throws Exception {
    assertThat(init()).doesNotContainPattern("[0-9a-f]{64}");
  }

  @Test
  void a_key_of_flowise_is_set_and_the_file_as_it_was_is_kept() throws Exception {
    init();
    String first = Files.readString(file());
    String key = "a-key-of-twenty-characters";

    assertThat(change("--flowise-url", "http://host:3000", "--flowise-key", key))
        .contains("FLOWISE_API_BASE_URL, FLOWISE_API_KEY")
        .doesNotContain(key);

    assertThat(values())
        .containsEntry("FLOWISE_API_BASE_URL", "http://host:3000")
        .containsEntry("FLOWISE_API_KEY", key);
    assertThat(values().keySet()).isEqualTo(Init.names());
    assertThat(root.resolve("infra/.env.backup")).hasContent(first);
    assertThat(change("--flowise-key", key)).contains("so already");
  }

  @ParameterizedTest
  @CsvSource({
    "--flowise-key short,  is no API key of Flowise",
    "--flowise-url host,   is an http or https address",
    "--flowise-key,        it takes nothing",
    "again x,              it takes nothing"
  })
  void what_makes_no_sense_is_refused_with_the_reason(String words, String reason) {
    assertThatThrownBy(() -> Init.chosen(List.of(words.split(" ", -1))))
        .hasMessageContaining(reason);
  }

  @Test
  void as_a_command_it_does_the_same() throws Exception {
    Files.createDirectories(root.resolve("infra"));
    Shell shell = new Shell(root);

    assertThat(shell.run("init", "--flowise-url", "http://host:3000")).isEqualTo(ExitCode.OK);
    assertThat(shell.said()).contains("made, with new secrets", "Set in it: FLOWISE_API_BASE_URL");
    assertThat(values()).containsEntry("FLOWISE_API_BASE_URL", "http://host:3000");

    assertThat(shell.run("init", "--flowise-key", "short")).isEqualTo(ExitCode.MISUSE);
    assertThat(shell.said()).contains("./flowmeter init: --flowise-key is no API key of Flowise");
  }

  @Test
  void it_runs_from_source_with_nothing_built() throws Exception {
    Files.createDirectories(root.resolve("infra"));
    Path source = Path.of("src/main/java/io/flowmeter/launcher/Init.java");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                source.toString(),
                root.toString(),
                "init")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(values().keySet()).isEqualTo(Init.names());
  }

  private String init() throws Exception {
    Files.createDirectories(file().getParent());
    List<String> said = new ArrayList<>();
    Init.make(file(), said::add);
    return String.join("\n", said);
  }

  private String change(String... words) throws Exception {
    List<String> said = new ArrayList<>();
    Init.change(file(), Init.chosen(List.of(words)), said::add);
    return String.join("\n", said);
  }

  private Map<String, String> values() throws Exception {
    try (var lines = Files.lines(file())) {
      return lines
          .filter(line -> line.contains("=") && !line.startsWith("#"))
          .map(line -> line.split("=", 2))
          .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }
  }

  private Path file() {
    return root.resolve("infra/.env");
  }
}
