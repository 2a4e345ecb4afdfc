package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
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
    write(first);

    ClassArchive.Use second = archive().use();

    assertThat(second.options()).containsExactly("-XX:SharedArchiveFile=" + first.archive());
  }

  @Test
  void the_archive_of_another_build_is_not_used() throws Exception {
    ClassArchive.Use first = archive().use();
    write(first);
    Files.writeString(jar(), "program, changed");

    assertThat(archive().use().options().getFirst()).startsWith("-XX:ArchiveClassesAtExit=");
  }

  @Test
  void only_the_newest_archive_of_a_part_stays() throws Exception {
    write(archive().use());
    Files.writeString(jar(), "program, changed");
    ClassArchive other = new ClassArchive(directory.resolve("archives"), "part-two", jar(), true);
    ClassArchive.Use another = other.use();
    write(another);
    ClassArchive.Use newest = archive().use();

    write(newest);

    try (Stream<Path> kept = Files.list(directory.resolve("archives"))) {
      assertThat(kept).containsExactlyInAnyOrder(newest.archive(), another.archive());
    }
  }

  @Test
  void a_run_that_was_killed_leaves_no_archive() throws Exception {
    ClassArchive.Use first = archive().use();
    Files.writeString(first.written(), "half of the clas");
    first.discard();

    assertThat(first.written()).doesNotExist();
    assertThat(archive().use().options().getFirst()).startsWith("-XX:ArchiveClassesAtExit=");
  }

  private static void write(ClassArchive.Use use) throws Exception {
    Files.writeString(use.written(), "classes");
    use.keep();
  }

  private ClassArchive archive() {
    return new ClassArchive(directory.resolve("archives"), "part", jar(), true);
  }

  private Path jar() {
    return directory.resolve("part.jar");
  }
}
