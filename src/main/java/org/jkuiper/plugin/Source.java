package org.jkuiper.plugin;

/**
 * Brings messages into eKuiper.
 *
 * <pre>{@code
 * final class Clock implements Source {
 *   private Duration period;
 *
 *   public void configure(String dataSource, Config config) {
 *     period = config.durationOr("period", Duration.ofSeconds(1));
 *   }
 *
 *   public void open(SourceContext context) throws InterruptedException {
 *     while (!context.isCancelled()) {
 *       context.emit(Map.of("now", System.currentTimeMillis()));
 *       Thread.sleep(period.toMillis());
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Threads: {@link #configure} and {@link #open} are called one after the other on a thread of
 * the instance's own.
 *
 * <p>Stop: {@link SourceContext#emit} ends with an {@link InterruptedException} from now on, on
 * whatever thread; the source's own thread is interrupted and gets 3 s to return from {@code open};
 * then {@link #close} is called, from another thread. It is called exactly once whenever {@code
 * configure} succeeded, also where {@code open} threw, and never before the stop.
 */
public interface Source {
  /**
   * Takes the settings. eKuiper waits for it: a throw stops the rule, with its message in eKuiper's
   * log (2.4.2 does not show it in the rule's status).
   *
   * @param dataSource the stream's {@code DATASOURCE}; empty where it names none
   * @param config the properties that {@code sources/{name}.yaml} and the stream set; eKuiper drops
   *     messages that come faster than a property {@code interval}, whatever the source means by it
   * @throws Exception if they are wrong
   */
  default void configure(String dataSource, Config config) throws Exception {}

  /**
   * Emits messages until it is interrupted. It may return early: what it started goes on emitting
   * through {@code context} from any thread until {@link #close}. For what comes and goes, such as
   * a connection, there is {@link SourceContext#retry}.
   *
   * @throws Exception is logged; the instance then emits no more until the rule is started again.
   *     eKuiper has no way to hear of it
   */
  void open(SourceContext context) throws Exception;

  /**
   * Frees what the source holds.
   *
   * @throws Exception is logged
   */
  default void close() throws Exception {}
}
