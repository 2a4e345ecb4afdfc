package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowmeter.launcher.terminal.Misuse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void with_a_mongodb_of_ones_own_no_store_is_started_and_the_services_use_it() throws IOException {
    var own =
        Map.of(Platform.MONGODB, "mongodb://me:secret@db.example.com:27018/?authSource=admin");

    assertThat(parts(1, own)).extracting(Component::name).noneMatch(name -> name.contains("mongo"));
    assertThat(uri("auth", own))
        .isEqualTo(
            "mongodb://me:secret@db.example.com:27018/auth_db?directConnection=true&authSource=admin");
    assertThat(uri("proxy", own)).contains("@db.example.com:27018/flowise_proxy?");
    assertThat(uri("auth", Map.of())).isEqualTo("mongodb://127.0.0.1:27017/auth_db");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mongodb://me:secret@one:1,two:2/", "mongodb://me:secret@one/", "me:secret"})
  void another_uri_of_a_mongodb_is_refused_and_not_repeated(String uri) {
    assertThatThrownBy(() -> parts(1, Map.of(Platform.MONGODB, uri)))
        .isInstanceOf(Misuse.class)
        .hasMessageContaining("mongodb://[USER:PASSWORD@]HOST:PORT/")
        .hasMessageNotContaining("secret");
  }

  @Test
  void the_clock_of_one_instance_is_set_wrong_and_no_other() throws IOException {
    var wrong = Map.of(Platform.CLOCK_OFFSET + "PROXY_2", "-20s");

    assertThat(parts(2, wrong))
        .filteredOn(part -> part.launch().environment().containsKey("CLOCK_OFFSET"))
        .singleElement()
        .satisfies(
            part -> {
              assertThat(part.name()).isEqualTo("proxy-2");
              assertThat(part.launch().environment()).containsEntry("CLOCK_OFFSET", "-20s");
            });
  }

  private String uri(String service, Map<String, String> environment) throws IOException {
    return parts(1, environment).stream()
        .filter(part -> part.name().equals(service))
        .map(part -> part.launch().environment().getOrDefault("MONGODB_URI", ""))
        .collect(Collectors.joining());
  }

  private List<Component> parts(int instances) throws IOException {
    return parts(instances, Map.of());
  }

  private List<Component> parts(int instances, Map<String, String> environment) throws IOException {
    Home home = new Home(directory);
    home.create();
    var settings = new PlatformSettings(0, instances, true);
    return new Platform(Sources.ROOT, home, settings, environment)
        .components(Secrets.in(home.secrets()), Optional.empty());
  }
}
