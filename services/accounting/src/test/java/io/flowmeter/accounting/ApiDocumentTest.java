package io.flowmeter.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.apidocs.ApiDocument;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;

class ApiDocumentTest {
  @Test
  void the_kept_document_is_what_the_routes_are() throws IOException {
    String generated = ApiDocument.generated(RunningService.get().bean(Environment.class));

    assertThat(ApiDocument.kept("accounting", generated)).isEqualTo(generated);
  }

  @Test
  void the_kept_document_is_packaged_for_the_page_on_which_routes_can_be_tried() {
    assertThat(ApiDocument.packaged(RunningService.get().bean(Environment.class))).isTrue();
  }
}
