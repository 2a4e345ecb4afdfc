package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformTest {
  @TempDir private Path directory;

  @Test
  void no_two_parts_have_the_same_name_or_port_however_many_instances_there_are()
      throws IOException {
    List<Component> parts = parts(Platform.MAX_INSTANCES);

    assertThat(parts).extracting(Component::name).doesNotHaveDuplicates();
    assertThat(parts)
        .flatExtracting(Component::ports)
        .extracting(Component.Port::number)
        .doesNotHaveDuplicates();
  }

  @Test
  void a_second_instance_listens_twenty_ports_on() throws IOException {
    assertThat(parts(2))
        .filteredOn(part -> part.name().matches("(auth|accounting|proxy)-2"))
        .flatExtracting(Component::ports)
        .extracting(Component.Port::number)
        .containsExactlyInAnyOrder(3020, 3030, 3021, 3031, 8020, 8030);
  }

  private List<Component> parts(int instances) throws IOException {
    Home home = new Home(directory);
    home.create();
    return new Platform(Sources.ROOT, home, new PlatformSettings(0, instances, true))
        .components(Secrets.in(home.secrets()), Optional.empty());
  }
}
