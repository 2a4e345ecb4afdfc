package io.flowmeter.proxy.group;

import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class GroupConfiguration {

  @Bean
  Groups groups(MongoDatabase database, Clock clock) {
    return new Groups(database, clock);
  }
}
