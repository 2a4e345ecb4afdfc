package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {

  @TempDir Path directory;

  @BeforeEach
  void setUp() throws Exception {
    Files.writeString(jar(), "program");
  }

  @Test
  void the_first_run_writes_the_archive_that_the_second_starts_from() throws Exception {
    ClassArchive.Use first = archive().use();
    assertThat(first.options()).containsExactly("-XX:ArchiveClassesAtExit=" + first.written());
    Files.writeString(first.written(), "classes");
    first.keep();

    ClassArchive.Use second = archive().use();

    assertThat(second.options()).containsExactly("-XX:SharedArchiveFile=" + first.archive());
  }

  @Test
  void the_archive_of_another_build_is_not_used() throws Exception {
    ClassArchive.Use first = archive().use();
    Files.writeString(first.written(), "classes");
    first.keep();
    Files.writeString(jar(), "program, changed");

    assertThat(archive().use().options().getFirst()).startsWith("-XX:ArchiveClassesAtExit=");
  }

  @Test
  void a_run_that_was_killed_leaves_no_archive() throws Exception {
    ClassArchive.Use first = archive().use();
    Files.writeString(first.written(), "half of the clas");
    first.discard();

    assertThat(first.written()).doesNotExist();
    assertThat(archive().use().options().getFirst()).startsWith("-XX:ArchiveClassesAtExit=");
  }

  private ClassArchive archive() {
    return new ClassArchive(directory.resolve("archives"), "part", jar(), true);
  }

  private Path jar() {
    return directory.resolve("part.jar");
  }
}
