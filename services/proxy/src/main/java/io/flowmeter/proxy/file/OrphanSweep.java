package io.flowmeter.proxy.file;

import com.mongodb.MongoException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/** Deletes what a crash has left behind; a round that fails is left to the next one. */
class OrphanSweep {
  private static final Logger log = LoggerFactory.getLogger(OrphanSweep.class);

  private final OrphanUploads uploads;
  private final OrphanBlobs blobs;
  private final Counter sweptUploads;
  private final Counter sweptBlobs;

  OrphanSweep(OrphanUploads uploads, OrphanBlobs blobs, MeterRegistry registry) {
    this.uploads = uploads;
    this.blobs = blobs;
    this.sweptUploads = registry.counter("flowmeter.files.swept", "what", "uploads");
    this.sweptBlobs = registry.counter("flowmeter.files.swept", "what", "blobs");
  }

  @Scheduled(
      initialDelayString = "${flowmeter.files.sweep-interval:1h}",
      fixedDelayString = "${flowmeter.files.sweep-interval:1h}")
  void round() {
    try {
      int files = uploads.sweep();
      int bytes = blobs.sweep();
      sweptUploads.increment(files);
      sweptBlobs.increment(bytes);
      if (files + bytes > 0) log.info("swept {} files and {} blobs of nobody", files, bytes);
    } catch (MongoException away) {
      log.warn("the sweep of files is put off, the store does not answer: {}", away.toString());
    }
  }
}
