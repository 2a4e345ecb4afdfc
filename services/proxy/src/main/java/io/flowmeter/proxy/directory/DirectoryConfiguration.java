package io.flowmeter.proxy.directory;

import com.mongodb.client.MongoDatabase;
import io.flowmeter.eventing.DeadLetters;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DirectoryConfiguration {

  @Bean
  People people(
      MongoDatabase database, @Value("${flowmeter.directory.wait:2s}") Duration newcomers) {
    return new People(database, newcomers);
  }

  @Bean
  UserListener userListener(People people, DeadLetters deadLetters) {
    return new UserListener(people, deadLetters);
  }
}
