package org.jkuiper.plugin;

/**
 * Brings messages into eKuiper.
 *
 * <pre>{@code
 * final class Clock implements Source {
 *   private int interval;
 *
 *   public void configure(String dataSource, Config config) {
 *     interval = config.intOr("interval", 1000);
 *   }
 *
 *   public void open(SourceContext context) throws InterruptedException {
 *     while (!context.isCancelled()) {
 *       context.emit(Map.of("now", System.currentTimeMillis()));
 *       Thread.sleep(interval);
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Threads: {@link #configure} and {@link #open} are called one after the other on a thread of
 * the instance's own. A stop interrupts that thread, waits a bounded time for {@code open} to
 * return and then calls {@link #close}; {@code close} is called exactly once after {@code
 * configure} succeeded, also where {@code open} threw.
 */
public interface Source {
  /**
   * Takes the settings. eKuiper waits for it: a throw refuses the rule, with its message.
   *
   * @param dataSource the stream's {@code DATASOURCE}; empty where it names none
   * @param config the properties that {@code sources/{name}.yaml} and the stream set
   * @throws Exception where they are wrong
   */
  default void configure(String dataSource, Config config) throws Exception {}

  /**
   * Emits messages until it is interrupted. It may return early: what it started goes on emitting
   * through {@code context} from any thread until {@link #close}.
   *
   * @throws Exception is logged with its message; the instance then emits no more until the rule is
   *     started again
   */
  void open(SourceContext context) throws Exception;

  /**
   * Frees what the source holds.
   *
   * @throws Exception is logged
   */
  default void close() throws Exception {}
}
