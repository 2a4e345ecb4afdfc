package io.flowmeter.auth.password;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param hashingThreads how many hashes are made at a time; 0 = as many as processors
 * @param hashingQueue how many may wait for them; one more is refused
 */
@ConfigurationProperties("flowmeter.password")
record PasswordSettings(
    @DefaultValue("19456") int memoryKib,
    @DefaultValue("2") int iterations,
    @DefaultValue("1") int lanes,
    @DefaultValue("0") int hashingThreads,
    @DefaultValue("64") int hashingQueue) {

  int threads() {
    return hashingThreads > 0 ? hashingThreads : Runtime.getRuntime().availableProcessors();
  }
}
