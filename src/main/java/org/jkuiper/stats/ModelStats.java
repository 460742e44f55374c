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
  /** The argument is no binary data. */
  public static final String NOT_BINARY = "notBinary";

  /** The call has options that are wrong. */
  public static final String BAD_OPTIONS = "badOptions";

  /** The model fails, or there is none that could serve. */
  public static final String MODEL = "model";

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
   * @param cause one of the words above, or one that says what is wrong with the picture itself
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
