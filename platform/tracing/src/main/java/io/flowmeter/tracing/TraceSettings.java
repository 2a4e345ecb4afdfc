package io.flowmeter.tracing;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param endpoint base address of an OTLP receiver (HTTP, protobuf); empty switches tracing off
 * @param sampledShare of the traces that begin here, 0 to 1; a caller's own decision is kept to
 */
@ConfigurationProperties("flowmeter.tracing")
record TraceSettings(@DefaultValue("") String endpoint, @DefaultValue("1.0") double sampledShare) {

  TraceSettings {
    if (!(sampledShare >= 0 && sampledShare <= 1)) {
      throw new IllegalArgumentException(
          "flowmeter.tracing.sampled-share (OTEL_TRACES_SAMPLER_ARG) must be from 0 to 1, not "
              + sampledShare);
    }
  }

  String tracesUrl() {
    return endpoint.replaceAll("/+$", "") + "/v1/traces";
  }
}
