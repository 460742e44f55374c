package org.jkuiper.plugin;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a source works, and where it hands its messages. Thread-safe. */
public interface SourceContext extends Context {
  /**
   * Sends one message to the rule. Blocks while eKuiper is slow or away; that is the back-pressure.
   *
   * @param message the fields by name; values as JSON has them: {@code null}, {@link String},
   *     {@link Number}, {@link Boolean}, {@link java.util.List}, {@link Map}, {@code byte[]} (sent
   *     as base64), records
   * @throws InterruptedException if the source is being stopped: let it through
   * @throws IllegalArgumentException if a value is none that JSON can carry; nothing was sent
   */
  default void emit(Map<String, ? extends @Nullable Object> message) throws InterruptedException {
    emit(message, Map.of());
  }

  /**
   * Sends one message with metadata, which a rule reads by {@code meta(key)}.
   *
   * @throws InterruptedException if the source is being stopped: let it through
   * @throws IllegalArgumentException if a value is none that JSON can carry; nothing was sent
   */
  void emit(
      Map<String, ? extends @Nullable Object> message, Map<String, ? extends @Nullable Object> meta)
      throws InterruptedException;

  /** Whether the source is being stopped; also told by the interrupt of its thread. */
  boolean isCancelled();

  /**
   * Runs a session with something that may fail, such as a connection or a device, and runs it
   * again whenever it throws:
   *
   * <pre>{@code
   * public void open(SourceContext context) throws InterruptedException {
   *   context.retry(() -> {
   *     try (Camera camera = Camera.connect(address)) {
   *       while (true) {
   *         context.emit(Map.of("frame", camera.read()));
   *       }
   *     }
   *   });
   * }
   * }</pre>
   *
   * <p>The pause before the second attempt is 100 ms; each next one doubles it, up to 5 s. A
   * session that lasted longer than 5 s sets it back. What a session throws is logged, once as long
   * as the message stays the same.
   *
   * @throws InterruptedException if the source is being stopped: let it through
   */
  default void retry(Session session) throws InterruptedException {
    new Retry(this).run(session);
  }

  /** One stay with what a source reads from; see {@link #retry}. */
  @FunctionalInterface
  interface Session {
    /**
     * Reads and emits until there is no more to come.
     *
     * @throws InterruptedException if the source is being stopped
     * @throws Exception if it has to begin anew
     */
    void run() throws Exception;
  }
}
