package io.flowmeter.proxy.migration;

import io.flowmeter.proxy.chatflow.Assignments;
import io.flowmeter.proxy.chatflow.Chatflows;
import io.flowmeter.proxy.directory.People;
import io.flowmeter.proxy.file.Files;
import io.flowmeter.proxy.file.UploadCheck;
import io.flowmeter.proxy.journal.Journal;
import io.flowmeter.proxy.session.Sessions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MigrationConfiguration {

  @Bean
  Arrivals arrivals(
      People people, Sessions sessions, Journal journal, Files files, UploadCheck check) {
    return new Arrivals(people, sessions, journal, files, check);
  }

  @Bean
  ArrivingAssignments arrivingAssignments(
      People people, Chatflows chatflows, Assignments assignments) {
    return new ArrivingAssignments(people, chatflows, assignments);
  }
}
