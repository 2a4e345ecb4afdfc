package io.flowmeter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class StartFailureTest {
  @Test
  void a_service_that_refuses_to_start_says_why_and_nothing_else(CapturedOutput output) {
    var service = new SpringApplication(Refusing.class);
    service.setWebApplicationType(WebApplicationType.NONE);

    assertThatThrownBy(service::run).rootCause().hasMessage("THE_SECRET is not set. Make one.");

    assertThat(output).contains("Description:\n\nTHE_SECRET is not set. Make one.\n");
    assertThat(output).doesNotContain("\tat ");
  }

  @Configuration(proxyBeanMethods = false)
  static class Refusing {
    @Bean
    String secret() {
      throw new IllegalStateException("THE_SECRET is not set. Make one.");
    }
  }
}
