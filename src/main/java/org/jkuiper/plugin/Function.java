package org.jkuiper.plugin;

import org.jspecify.annotations.Nullable;

/**
 * A function that SQL can call.
 *
 * <pre>{@code
 * final class Revert implements Function {
 *   public void validate(int arguments) {
 *     if (arguments != 1) {
 *       throw new IllegalArgumentException("revert takes one argument, got " + arguments);
 *     }
 *   }
 *
 *   public Object exec(Arguments arguments, FunctionContext context) {
 *     return new StringBuilder(arguments.string(0)).reverse().toString();
 *   }
 * }
 * }</pre>
 *
 * <p>Threads: one instance serves all rules; all calls come one at a time, on one thread. What a
 * function remembers of a rule belongs in {@link FunctionContext#state}. {@link #exec} should
 * answer well within eKuiper's {@code recvTimeout} (5 s unless configured): a later answer is
 * discarded and its message lost.
 *
 * <p>Stop: eKuiper keeps a function until it ends itself, and then gives it no time; {@link #close}
 * is called where the process gets to it.
 */
public interface Function {
  /**
   * Prepares the function; called once, before any other call. eKuiper waits for it: a throw
   * refuses the rule, with its message.
   *
   * @throws Exception if the function can't serve
   */
  default void open(Context context) throws Exception {}

  /**
   * Checks a call as it stands in a rule's SQL, when the rule is made. eKuiper asks up to three
   * times a rule.
   *
   * @param arguments how many arguments the SQL passes
   * @throws IllegalArgumentException if that is wrong; its message refuses the rule
   */
  default void validate(int arguments) {}

  /**
   * Computes the result for one message, or for a window where the function {@link #isAggregate}.
   *
   * @return what JSON can carry: {@code null}, {@link String}, {@link Number}, {@link Boolean},
   *     {@link Iterable}, {@link java.util.Map}, arrays, {@code byte[]} (as base64), records
   * @throws Exception its message becomes the rule's {@code last_exception}; the message at hand
   *     yields no row, the rule goes on
   */
  @Nullable Object exec(Arguments arguments, FunctionContext context) throws Exception;

  /** Whether the function takes the values of a whole window: each argument is then a list. */
  default boolean isAggregate() {
    return false;
  }

  /**
   * Frees what the function holds.
   *
   * @throws Exception is logged
   */
  default void close() throws Exception {}
}
