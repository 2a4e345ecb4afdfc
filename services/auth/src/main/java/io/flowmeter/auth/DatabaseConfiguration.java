package io.flowmeter.auth;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.MongoDatabaseFactory;

@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

  @Bean
  MongoDatabase mongoDatabase(MongoDatabaseFactory factory) {
    return factory.getMongoDatabase();
  }

  /** What was answered with success survives a crash of the database: it waits for the journal. */
  @Bean
  MongoClientSettingsBuilderCustomizer durableAndBounded(
      @Value("${flowmeter.mongodb.connect-limit:2s}") Duration connect,
      @Value("${flowmeter.mongodb.answer-limit:10s}") Duration answer) {
    return settings ->
        settings
            .writeConcern(WriteConcern.MAJORITY.withJournal(true))
            .applyToClusterSettings(
                cluster ->
                    cluster.serverSelectionTimeout(connect.toMillis(), TimeUnit.MILLISECONDS))
            .applyToSocketSettings(
                socket ->
                    socket
                        .connectTimeout(connect.toMillis(), TimeUnit.MILLISECONDS)
                        .readTimeout(answer.toMillis(), TimeUnit.MILLISECONDS));
  }
}
