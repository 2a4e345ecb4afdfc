package io.flowmeter.bench;

/** Tells when what is done again and again gets no cheaper: its compilers have done their work. */
final class Steadiness {
  /** That many steps in a row bring no gain; compilers pause for shorter than that. */
  private static final int STEPS = 12;

  private static final double GAIN = 0.03;

  private double cheapest = Double.POSITIVE_INFINITY;
  private int sinceGain;

  /**
   * @param cost of one time in the step that was done
   */
  void done(double cost) {
    // Many small gains are one in the end, so that the mark stays where it was until they are.
    if (cost < cheapest * (1 - GAIN)) {
      cheapest = cost;
      sinceGain = 0;
    } else {
      sinceGain++;
    }
  }

  boolean isReached() {
    return sinceGain >= STEPS;
  }
}
