package io.flowmeter.proxy.session;

import com.mongodb.MongoException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/** A round that fails is left to the next one. */
class Sweep {
  private static final Logger log = LoggerFactory.getLogger(Sweep.class);

  private final Messages messages;

  Sweep(Messages messages) {
    this.messages = messages;
  }

  @Scheduled(fixedDelayString = "${flowmeter.proxy.sweep-interval:1m}")
  void round() {
    try {
      messages.sweep();
    } catch (MongoException away) {
      log.warn("the sweep is put off, the store does not answer: {}", away.toString());
    }
  }
}
