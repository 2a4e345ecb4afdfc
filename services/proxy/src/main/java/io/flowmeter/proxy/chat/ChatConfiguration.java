package io.flowmeter.proxy.chat;

import io.flowmeter.eventing.EventIds;
import io.flowmeter.proxy.access.ChatflowAccess;
import io.flowmeter.proxy.chatflow.Chatflows;
import io.flowmeter.proxy.completion.Settlement;
import io.flowmeter.proxy.credit.Holds;
import io.flowmeter.proxy.file.Files;
import io.flowmeter.proxy.journal.Journal;
import io.flowmeter.proxy.session.Sessions;
import io.flowmeter.proxy.upstream.Flowise;
import io.flowmeter.proxy.upstream.FlowiseServers;
import io.flowmeter.proxy.upstream.Flows;
import io.flowmeter.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ChatSettings.class)
class ChatConfiguration {

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallBuffers() {
    return factory -> factory.setProtocol(SmallBuffers.class.getName());
  }

  @Bean
  ChatMetrics chatMetrics(MeterRegistry registry) {
    return new ChatMetrics(registry);
  }

  @Bean
  Runs runs(
      Flowise flowise,
      Journal journal,
      Sessions sessions,
      Settlement.Rules rules,
      Clock clock,
      ChatSettings settings,
      ChatMetrics metrics,
      Tracing tracing) {
    return new Runs(
        new Run.Parts(flowise, journal, rules, clock, settings, metrics, tracing), sessions);
  }

  @Bean
  Turns turns(ChatSettings settings, MeterRegistry registry) {
    var turns = new Turns(settings.maxAdmissions(), settings.admissionWait());
    registry.gauge("flowmeter.admissions.waiting", turns, Turns::waiting);
    return turns;
  }

  @Bean
  Chats chats(
      ChatflowAccess access,
      Flows flows,
      FlowiseServers servers,
      Sessions sessions,
      Holds holds,
      Runs runs,
      EventIds ids,
      Chatflows chatflows,
      Files files,
      Clock clock,
      Turns turns) {
    var extras = new Extras(chatflows, files, clock);
    return new Chats(access, flows, servers, sessions, holds, runs, ids, extras, turns);
  }

  @Bean
  Streaming streaming(ChatSettings settings, ChatMetrics metrics, Clock clock) {
    return new Streaming(settings, metrics, clock);
  }
}
