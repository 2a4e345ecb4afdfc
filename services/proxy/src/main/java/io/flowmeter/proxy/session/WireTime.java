package io.flowmeter.proxy.session;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;

/** Times as the predecessor's clients read them: UTC, ISO 8601, without a zone. */
public final class WireTime {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private WireTime() {}

  public static String of(Instant time) {
    return FORM.format(time);
  }

  static String of(Date time) {
    return of(time.toInstant());
  }
}
