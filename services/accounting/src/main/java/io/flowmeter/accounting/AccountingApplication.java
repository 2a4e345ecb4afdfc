package io.flowmeter.accounting;

import io.flowmeter.eventing.KafkaPlatform;
import io.flowmeter.web.ErrorShape;
import io.flowmeter.web.WebPlatform;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@EnableScheduling
@Import({WebPlatform.class, KafkaPlatform.class})
public class AccountingApplication {

  public static void main(String[] args) {
    SpringApplication.run(AccountingApplication.class, args);
  }

  @Bean
  ErrorShape errorShape() {
    return () -> "message";
  }
}
