package org.jkuiper.stats;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long one picture took, part by part, in nanoseconds.
 *
 * @param decode from the bytes of the picture to its pixels
 * @param resize from these to the pixels of the model's input
 * @param inference from these to the scores: the model, and what its numbers need before and after
 */
public record Times(long decode, long resize, long inference) {
  private static final double NANOS_PER_MICRO = 1_000;

  /** The parts in milliseconds, to the microsecond, by their names. */
  public Map<String, Double> millis() {
    Map<String, Double> millis = new LinkedHashMap<>();
    millis.put("decode", millis((double) decode));
    millis.put("resize", millis((double) resize));
    millis.put("inference", millis((double) inference));
    return millis;
  }

  /** Nanoseconds as milliseconds, to the microsecond. */
  static double millis(double nanos) {
    return Math.round(nanos / NANOS_PER_MICRO) / 1_000.0;
  }
}
