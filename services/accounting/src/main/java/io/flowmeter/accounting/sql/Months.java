package io.flowmeter.accounting.sql;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Keeps a table ready for each month to come, of usages and of entries. Any number of instances may
 * run it.
 */
@Component
class Months {
  private static final Logger log = LoggerFactory.getLogger(Months.class);

  private final DSLContext sql;
  private final int ahead;
  private final AtomicInteger missing;

  Months(DSLContext sql, MeterRegistry metrics, @Value("${flowmeter.months.ahead:3}") int ahead) {
    this.sql = sql;
    this.ahead = ahead;
    this.missing = metrics.gauge("flowmeter.months.missing", new AtomicInteger());
  }

  @Scheduled(fixedDelayString = "${flowmeter.months.interval:1h}")
  void keep() {
    missing.set(
        sql.select(DSL.function("keep_months", Integer.class, DSL.val(ahead)))
            .fetchSingle()
            .value1());
    if (missing.get() > 0) {
      log.warn("{} tables of months could not be made now; it is tried again", missing);
    }
  }
}
