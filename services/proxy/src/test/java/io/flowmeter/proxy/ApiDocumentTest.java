package io.flowmeter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.apidocs.ApiDocument;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ApiDocumentTest {
  @Test
  void the_kept_document_is_what_the_routes_are() throws IOException {
    String generated = ApiDocument.generated(TestProxy.CONTEXT.getEnvironment());

    assertThat(ApiDocument.kept("proxy", generated)).isEqualTo(generated);
  }

  @Test
  void the_kept_document_is_packaged_for_the_page_on_which_routes_can_be_tried() {
    assertThat(ApiDocument.packaged(TestProxy.CONTEXT.getEnvironment())).isTrue();
  }
}
