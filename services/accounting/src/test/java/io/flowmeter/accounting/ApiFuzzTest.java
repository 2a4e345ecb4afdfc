package io.flowmeter.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.apidocs.ApiFuzz;
import io.flowmeter.identity.Role;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;

class ApiFuzzTest {
  private static final int AT_LEAST = 1_000;

  @Test
  void nothing_that_is_sent_is_a_fault_of_the_server_or_opens_a_door() throws Exception {
    try (var service =
        RunningService.apart(Map.of("flowmeter.accounts.registration-wait", "10ms"))) {
      var result =
          ApiFuzz.run(
              service.bean(Environment.class), () -> service.token(People.somebody(), Role.ADMIN));

      assertThat(result.findings()).isEmpty();
      assertThat(result.sent()).isGreaterThan(AT_LEAST);
    }
  }
}
