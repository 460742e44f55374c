package org.jkuiper.label;

/**
 * One answer of a model about a picture, with where it is from.
 *
 * @param confidence the probability that the model gives it, 0 to 1
 * @param label the class
 * @param model the model's name
 * @param millis how long the picture took
 */
record DetailedLabel(float confidence, String label, String model, Millis millis) {

  /** Milliseconds, to three places. */
  record Millis(double decode, double resize, double inference) {
    static Millis ofNanos(long decode, long resize, long inference) {
      return new Millis(millis(decode), millis(resize), millis(inference));
    }

    private static double millis(long nanos) {
      return Math.round(nanos / 1e3) / 1e3;
    }
  }
}
