package io.flowmeter.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What one load showed.
 *
 * @param good answered as they should be
 * @param bad answered otherwise, or not at all
 * @param latency nanoseconds from when a request should have been sent to its last byte
 * @param firstByte the same to where the answer begins
 * @param lateness nanoseconds by which the generator itself sent too late, part of the latencies
 * @param complaint one of the bad answers; empty without any
 */
public record Measured(
    long good,
    long bad,
    double seconds,
    Histogram latency,
    Histogram firstByte,
    Histogram lateness,
    String complaint) {

  public double perSecond() {
    return good / seconds;
  }

  /** Fails where so much went wrong that the figures mean nothing. */
  public Measured mostlyGood() {
    if (bad * 100 > good) {
      throw new IllegalStateException(
          "%d of %d requests failed: %s".formatted(bad, good + bad, complaint));
    }
    return this;
  }

  public double millis(double percentile) {
    return latency.getValueAtPercentile(percentile) / 1e6;
  }
}
