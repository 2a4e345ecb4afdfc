package io.flowmeter.proxy.completion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class CompletionIdTest {
  private static final CompletionId ID =
      new CompletionId(UUID.fromString("01a2154e-90d5-7743-b039-80f66bb061fb"));

  @Test
  void what_belongs_to_a_completion_lies_beside_it_in_time() {
    assertThat(ID.derive("question").toString()).startsWith("01a2154e-90d5-7743-");
  }

  @Test
  void ids_differ_by_purpose_and_are_the_same_each_time() {
    assertThat(ID.derive("question"))
        .isEqualTo(new CompletionId(ID.value()).derive("question"))
        .isNotEqualTo(ID.value())
        .isNotEqualTo(ID.derive("session"));
  }
}
