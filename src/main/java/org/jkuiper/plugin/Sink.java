package org.jkuiper.plugin;

/**
 * Takes a rule's results out of eKuiper.
 *
 * <pre>{@code
 * final class FileSink implements Sink {
 *   private Path path;
 *   private Writer file;
 *
 *   public void configure(Config config) {
 *     path = Path.of(config.requiredString("path"));
 *   }
 *
 *   public void open(Context context) throws IOException {
 *     file = Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
 *   }
 *
 *   public void collect(Message message, Context context) throws IOException {
 *     file.write(message.text() + "\n");
 *     file.flush();
 *   }
 *
 *   public void close() throws IOException {
 *     if (file != null) {
 *       file.close();
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Threads: all calls of one instance come one at a time, on a thread of its own. {@link
 * #configure} and {@link #open} are done before eKuiper hears that the sink is there.
 *
 * <p>Stop: what eKuiper sent before still comes to {@link #collect}. A {@code collect} that has not
 * returned 3 s after the stop is interrupted. {@link #close} is called once after the last {@code
 * collect}, never beside it, whenever {@code configure} succeeded: also where {@code open} threw.
 */
public interface Sink {
  /**
   * Takes the settings: the properties of the rule's action. A throw stops the rule, with its
   * message in eKuiper's log (2.4.2 does not show it in the rule's status).
   *
   * @throws Exception if they are wrong
   */
  default void configure(Config config) throws Exception {}

  /**
   * Opens what the sink writes to. A throw stops the rule, as that of {@link #configure}.
   *
   * @throws Exception if it can't be opened
   */
  default void open(Context context) throws Exception {}

  /**
   * Takes one result.
   *
   * @throws Exception if it can't be taken: logged, and where the action sets {@code requireAck}
   *     eKuiper hears the message and sends again as the action's cache settings tell
   */
  void collect(Message message, Context context) throws Exception;

  /**
   * Frees what the sink holds.
   *
   * @throws Exception is logged
   */
  default void close() throws Exception {}
}
