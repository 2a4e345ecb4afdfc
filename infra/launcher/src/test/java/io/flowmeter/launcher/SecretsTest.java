package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

  @TempDir Path directory;

  @Test
  void secrets_are_made_once_and_kept() throws Exception {
    Secrets made = Secrets.in(file());

    assertThat(Secrets.in(file())).isEqualTo(made);
  }

  @Test
  void each_secret_has_32_random_bytes() throws Exception {
    Secrets secrets = Secrets.in(file());

    assertThat(secrets.get(Secrets.ACCESS)).matches("[0-9a-f]{64}");
    assertThat(secrets.get(Secrets.REFRESH))
        .matches("[0-9a-f]{64}")
        .isNotEqualTo(secrets.get(Secrets.ACCESS));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void only_the_owner_may_read_them() throws Exception {
    var _ = Secrets.in(file());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void a_secret_that_a_newer_version_needs_is_added_without_touching_the_others() throws Exception {
    Files.writeString(file(), "JWT_ACCESS_SECRET=given\n");

    Secrets secrets = Secrets.in(file());

    assertThat(secrets.get(Secrets.ACCESS)).isEqualTo("given");
    assertThat(secrets.get(Secrets.DATABASE)).isNotBlank();
  }

  @Test
  void they_are_not_printed() throws Exception {
    Secrets secrets = Secrets.in(file());

    assertThat(secrets).asString().doesNotContain(secrets.get(Secrets.ACCESS));
  }

  private Path file() {
    return directory.resolve("secrets.properties");
  }
}
