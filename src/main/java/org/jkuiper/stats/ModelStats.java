package org.jkuiper.stats;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what one model does. Thread-safe.
 *
 * <p>A picture takes the lock once, for some twenty nanoseconds; the classes that count without a
 * lock take a millisecond at the start of the JVM.
 */
public final class ModelStats {
  private final String model;
  private long pictures;
  private final Map<String, Long> errors = new TreeMap<>();
  private final Histogram decode = new Histogram();
  private final Histogram resize = new Histogram();
  private final Histogram inference = new Histogram();

  ModelStats(String model) {
    this.model = model;
  }

  /** Counts a picture that has its answer. */
  public synchronized void picture(Times times) {
    pictures++;
    decode.record(times.decode());
    resize.record(times.resize());
    inference.record(times.inference());
  }

  /**
   * Counts a picture that has an error for an answer.
   *
   * @param cause one of a few words, such as {@code brokenImage}
   */
  public synchronized void error(String cause) {
    errors.merge(cause, 1L, Long::sum);
  }

  /** What has been counted so far. */
  public synchronized ModelReading read() {
    return new ModelReading(
        model, pictures, new TreeMap<>(errors), decode.copy(), resize.copy(), inference.copy());
  }
}
