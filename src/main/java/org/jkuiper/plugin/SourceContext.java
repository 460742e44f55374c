package org.jkuiper.plugin;

import java.util.Map;

/** Where a source works, and where it hands its messages. Thread-safe. */
public interface SourceContext extends Context {
  /**
   * Sends one message to the rule. Blocks while eKuiper is slow or away; that is the back-pressure.
   *
   * @param message the fields by name; values as JSON has them: {@code null}, {@link String},
   *     {@link Number}, {@link Boolean}, {@link java.util.List}, {@link Map}, {@code byte[]} (sent
   *     as base64), records
   * @throws InterruptedException where the source is being stopped: let it through
   * @throws IllegalArgumentException where a value is none that JSON can carry
   */
  default void emit(Map<String, ?> message) throws InterruptedException {
    emit(message, Map.of());
  }

  /**
   * Sends one message with metadata, which a rule reads by {@code meta(key)}.
   *
   * @throws InterruptedException where the source is being stopped: let it through
   * @throws IllegalArgumentException where a value is none that JSON can carry
   */
  void emit(Map<String, ?> message, Map<String, ?> meta) throws InterruptedException;

  /** Whether the source is being stopped; also told by the interrupt of its thread. */
  boolean isCancelled();
}
