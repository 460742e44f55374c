package org.jkuiper.plugin;

import org.jspecify.annotations.Nullable;

/**
 * One result of a rule, as eKuiper encoded it for a sink: JSON unless the action sets another
 * {@code format}. Valid for any time; not safe for use by several threads at once.
 */
public interface Message {
  /** The bytes as they came. The array is the caller's own. */
  byte[] bytes();

  /** The bytes as UTF-8 text. */
  String text();

  /**
   * The bytes as JSON: a {@link java.util.Map}, or a {@link java.util.List} of them where the
   * action does not set {@code sendSingle}; numbers are {@link Long}, {@link java.math.BigInteger}
   * or {@link Double}.
   *
   * @throws IllegalArgumentException if they are no JSON
   */
  @Nullable Object json();

  /**
   * The bytes as a record, where the action sets {@code sendSingle}; see {@link Arguments#as(int,
   * Class)}.
   *
   * @throws IllegalArgumentException if they are no JSON object, or with all its faults in one
   *     sentence
   */
  default <R extends Record> R as(Class<R> type) {
    return RecordReader.readData(type, new TypedValue("the message", json()));
  }
}
