package io.flowmeter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvisionerMainTest {

  private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();

  @Test
  void an_unknown_argument_is_a_misuse() {
    assertThat(run("--bootstrap", "localhost:9092")).isEqualTo(2);
    assertThat(complaints.toString(StandardCharsets.UTF_8))
        .contains("unknown argument --bootstrap")
        .contains("usage:");
  }

  @Test
  void a_replication_factor_is_a_number_from_one() {
    assertThat(run("--replication-factor", "two")).isEqualTo(2);
    assertThat(run("--replication-factor", "0")).isEqualTo(2);
  }

  @Test
  void settings_of_kafkas_client_have_the_names_that_they_have_for_the_services() {
    assertThat(
            ProvisionerMain.kafkaProperties(
                Map.of(
                    "FLOWMETER_KAFKA_PROPERTIES_SASL_JAAS_CONFIG", "who; we are",
                    "KAFKA_BOOTSTRAP_SERVERS", "localhost:9092")))
        .isEqualTo(Map.of("sasl.jaas.config", "who; we are"));
  }

  private int run(String... args) {
    PrintStream stream = new PrintStream(complaints, true, StandardCharsets.UTF_8);
    return ProvisionerMain.run(args, Map.of(), stream, stream);
  }
}
