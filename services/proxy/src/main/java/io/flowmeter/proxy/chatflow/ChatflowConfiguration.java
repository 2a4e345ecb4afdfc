package io.flowmeter.proxy.chatflow;

import com.mongodb.client.MongoDatabase;
import io.flowmeter.proxy.group.Groups;
import io.flowmeter.proxy.upstream.FlowCatalogue;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ChatflowConfiguration {

  @Bean
  Chatflows chatflows(MongoDatabase database) {
    return new Chatflows(database);
  }

  @Bean
  Assignments assignments(MongoDatabase database, Groups groups, Clock clock) {
    return new Assignments(database, groups, clock);
  }

  @Bean
  ChatflowSync chatflowSync(FlowCatalogue catalogue, Chatflows chatflows, Clock clock) {
    return new ChatflowSync(catalogue::list, chatflows, clock);
  }

  @Bean
  @ConditionalOnProperty(name = "flowmeter.chatflows.sync-enabled", matchIfMissing = true)
  SyncTask syncTask(ChatflowSync sync) {
    return new SyncTask(sync);
  }
}
