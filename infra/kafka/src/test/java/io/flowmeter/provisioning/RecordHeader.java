package io.flowmeter.provisioning;

/** The headers of a record as a downstream consumer finds them; each value is text in UTF-8. */
enum RecordHeader {
  CE_SPECVERSION("ce_specversion", Of.FACT, "Version of CloudEvents: 1.0."),
  CE_ID("ce_id", Of.FACT, "The fact's eventId."),
  CE_TYPE("ce_type", Of.FACT, "Full name of the fact's schema, io.flowmeter.events.NAME."),
  CE_SOURCE("ce_source", Of.FACT, "The service that wrote it: /flowmeter/SERVICE."),
  CE_TIME("ce_time", Of.FACT, "The fact's occurredAt in ISO 8601, UTC."),
  CE_SUBJECT("ce_subject", Of.FACT, "The fact's userId."),
  TRACEPARENT(
      "traceparent",
      Of.REQUEST,
      "W3C trace context of the request that caused the fact; absent where none did."),
  DLT_REASON("dlt_reason", Of.DEAD_LETTER, "Why it was set aside, at most 1,000 characters."),
  DLT_GROUP("dlt_group", Of.DEAD_LETTER, "The consumer group that set it aside."),
  DLT_TOPIC("dlt_topic", Of.DEAD_LETTER, "The topic that it comes from."),
  DLT_PARTITION("dlt_partition", Of.DEAD_LETTER, "Its partition there."),
  DLT_OFFSET("dlt_offset", Of.DEAD_LETTER, "Its offset there.");

  /** Which records have it. */
  enum Of {
    FACT("every fact"),
    REQUEST("a fact that a request caused"),
    DEAD_LETTER("a dead letter, beside those of the fact");

    final String words;

    Of(String words) {
      this.words = words;
    }
  }

  final String key;
  final Of of;
  final String about;

  RecordHeader(String key, Of of, String about) {
    this.key = key;
    this.of = of;
    this.about = about;
  }
}
