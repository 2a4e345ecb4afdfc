package io.flowmeter.proxy.status;

import com.mongodb.client.MongoDatabase;
import io.flowmeter.proxy.chatflow.Assignments;
import io.flowmeter.proxy.chatflow.Chatflows;
import io.flowmeter.proxy.directory.People;
import io.flowmeter.proxy.file.Files;
import io.flowmeter.proxy.group.Groups;
import io.flowmeter.proxy.journal.Journal;
import io.flowmeter.proxy.session.Messages;
import io.flowmeter.proxy.session.Sessions;
import io.flowmeter.web.HealthCheck;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.MongoDatabaseFactory;

@Configuration(proxyBeanMethods = false)
class StatusConfiguration {

  @Bean
  MongoDatabase database(MongoDatabaseFactory factory) {
    return factory.getMongoDatabase();
  }

  /** A store that is away is told of within seconds; the driver alone would wait for 30. */
  @Bean
  MongoClientSettingsBuilderCustomizer storeLimits(
      @Value("${flowmeter.store.wait:3s}") Duration wait,
      @Value("${flowmeter.store.answer-timeout:15s}") Duration answer,
      @Value("${flowmeter.store.connections:100}") int connections) {
    return settings ->
        settings
            .applyToClusterSettings(
                cluster -> cluster.serverSelectionTimeout(wait.toMillis(), TimeUnit.MILLISECONDS))
            .applyToConnectionPoolSettings(
                pool ->
                    pool.maxSize(connections).maxWaitTime(wait.toMillis(), TimeUnit.MILLISECONDS))
            .applyToSocketSettings(
                socket ->
                    socket
                        .connectTimeout(wait.toMillis(), TimeUnit.MILLISECONDS)
                        .readTimeout(answer.toMillis(), TimeUnit.MILLISECONDS));
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
  StoreIndexes storeIndexes(
      Sessions sessions,
      Messages messages,
      Journal journal,
      People people,
      Chatflows chatflows,
      Assignments assignments,
      Groups groups,
      Files files) {
    return new StoreIndexes(
        sessions::createIndexes,
        messages::createIndexes,
        journal::createIndexes,
        people::createIndexes,
        chatflows::createIndexes,
        assignments::createIndexes,
        groups::createIndexes,
        files::createIndexes);
  }
}
