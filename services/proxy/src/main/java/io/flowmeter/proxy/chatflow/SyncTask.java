package io.flowmeter.proxy.chatflow;

import com.mongodb.MongoException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/** Syncs by the clock; a round that fails is left to the next one. */
class SyncTask {
  private static final Logger log = LoggerFactory.getLogger(SyncTask.class);

  private final ChatflowSync sync;

  SyncTask(ChatflowSync sync) {
    this.sync = sync;
  }

  @Scheduled(
      initialDelayString = "${flowmeter.chatflows.sync-delay:1s}",
      fixedDelayString = "${flowmeter.chatflows.sync-interval:3m}")
  void round() {
    try {
      var report = sync.run();
      if (report.errors() > 0) log.warn("chatflow sync: {}", report.errorDetails());
    } catch (MongoException away) {
      log.warn("chatflow sync is put off, the store does not answer: {}", away.toString());
    }
  }
}
