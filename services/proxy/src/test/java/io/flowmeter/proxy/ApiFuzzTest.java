package io.flowmeter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.apidocs.ApiFuzz;
import org.junit.jupiter.api.Test;

class ApiFuzzTest {
  private static final int AT_LEAST = 1_000;

  @Test
  void nothing_that_is_sent_is_a_fault_of_the_server_or_opens_a_door() throws Exception {
    TestProxy.reset();

    var result = ApiFuzz.run(TestProxy.CONTEXT.getEnvironment(), () -> TestProxy.admin().token());

    assertThat(result.findings()).isEmpty();
    assertThat(result.sent()).isGreaterThan(AT_LEAST);
  }
}
