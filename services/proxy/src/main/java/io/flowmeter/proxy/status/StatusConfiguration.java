package io.flowmeter.proxy.status;

import com.mongodb.client.MongoDatabase;
import io.flowmeter.proxy.directory.People;
import io.flowmeter.proxy.journal.Journal;
import io.flowmeter.proxy.session.Sessions;
import io.flowmeter.web.HealthCheck;
import org.bson.Document;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.MongoDatabaseFactory;

@Configuration(proxyBeanMethods = false)
class StatusConfiguration {

  @Bean
  MongoDatabase database(MongoDatabaseFactory factory) {
    return factory.getMongoDatabase();
  }

  @Bean
  HealthCheck mongoHealth(MongoDatabase database) {
    return new HealthCheck() {
      @Override
      public String name() {
        return "mongodb";
      }

      @Override
      public void check() {
        var _ = database.runCommand(new Document("ping", 1));
      }
    };
  }

  @Bean
  ProxyErrors proxyErrors() {
    return new ProxyErrors();
  }

  @Bean
  StoreIndexes storeIndexes(Sessions sessions, Journal journal, People people) {
    return new StoreIndexes(sessions::createIndexes, journal::createIndexes, people::createIndexes);
  }
}
