package io.flowmeter.proxy;

import io.flowmeter.eventing.KafkaPlatform;
import io.flowmeter.outbox.MongoOutboxPlatform;
import io.flowmeter.web.WebPlatform;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

@SpringBootApplication
@Import({WebPlatform.class, KafkaPlatform.class, MongoOutboxPlatform.class})
public class ProxyApplication {
  public static void main(String[] args) {
    SpringApplication.run(ProxyApplication.class, args);
  }
}
