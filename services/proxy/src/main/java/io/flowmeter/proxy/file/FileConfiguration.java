package io.flowmeter.proxy.file;

import com.mongodb.client.MongoDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FileSettings.class)
class FileConfiguration {

  @Bean
  Files files(MongoDatabase database, Clock clock) {
    return new Files(database, new Blobs(database, clock), clock);
  }

  @Bean
  OrphanSweep orphanSweep(
      MongoDatabase database,
      Files files,
      Clock clock,
      FileSettings settings,
      MeterRegistry registry) {
    return new OrphanSweep(
        new OrphanUploads(database, files, settings, clock),
        new OrphanBlobs(database, settings, clock),
        registry);
  }

  @Bean
  SessionFiles sessionFiles(Files files) {
    return new SessionFiles(files);
  }

  @Bean
  UploadCheck uploadCheck(FileSettings settings) {
    return new UploadCheck(
        settings,
        new FileTypes(settings.allowedTypes()),
        new UrlRule(settings.urlHosts(), InetAddress::getAllByName));
  }

  @Bean
  Thumbnails thumbnails(FileSettings settings) {
    return new Thumbnails(settings.maxImagePixels());
  }
}
