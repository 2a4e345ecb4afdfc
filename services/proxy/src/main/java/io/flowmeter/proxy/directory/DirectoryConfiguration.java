package io.flowmeter.proxy.directory;

import com.mongodb.client.MongoDatabase;
import io.flowmeter.eventing.DeadLetters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DirectoryConfiguration {

  @Bean
  People people(MongoDatabase database) {
    return new People(database);
  }

  @Bean
  UserListener userListener(People people, DeadLetters deadLetters) {
    return new UserListener(people, deadLetters);
  }
}
