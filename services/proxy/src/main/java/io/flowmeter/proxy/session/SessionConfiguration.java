package io.flowmeter.proxy.session;

import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SessionConfiguration {

  /** A run that was not renewed for this time has died with its process. */
  @Bean
  Sessions sessions(
      MongoDatabase database, Clock clock, @Value("${flowmeter.proxy.lease:20s}") Duration lease) {
    return new Sessions(database, clock, lease);
  }

  @Bean
  History history(MongoDatabase database, Attachments attachments) {
    return new History(database, attachments);
  }

  @Bean
  Messages messages(
      MongoDatabase database,
      Clock clock,
      @Value("${flowmeter.proxy.keep-emptied:24h}") Duration keepEmptied) {
    return new Messages(database, clock, keepEmptied);
  }

  @Bean
  Removal removal(Sessions sessions, Messages messages, List<Attachments> attachments) {
    return new Removal(sessions, messages, attachments);
  }

  @Bean
  Sweep messageSweep(Messages messages) {
    return new Sweep(messages);
  }
}
