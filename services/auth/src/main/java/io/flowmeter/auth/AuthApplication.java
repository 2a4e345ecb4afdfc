package io.flowmeter.auth;

import io.flowmeter.eventing.KafkaPlatform;
import io.flowmeter.outbox.MongoOutboxPlatform;
import io.flowmeter.web.ErrorShape;
import io.flowmeter.web.WebPlatform;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
@Import({WebPlatform.class, KafkaPlatform.class, MongoOutboxPlatform.class})
public class AuthApplication {

  public static void main(String[] args) {
    SpringApplication.run(AuthApplication.class, args);
  }

  @Bean
  ErrorShape errorShape() {
    return () -> "error";
  }
}
