package org.jkuiper.plugin;

import java.util.function.Supplier;

/** Where a function is called. Valid for the one call that it is passed to, on its thread. */
public interface FunctionContext extends Context {
  /** Tells apart several calls of one function in one rule, from 0. */
  int funcId();

  /**
   * What the function remembers from call to call of this place in this rule, such as a counter or
   * the previous value:
   *
   * <pre>{@code
   * int seen = context.state(AtomicInteger::new).incrementAndGet();
   * }</pre>
   *
   * <p>eKuiper tells a function neither when a rule stops nor when it is deleted. So a rule that is
   * restarted finds its state again, and the state of a rule that is gone is freed when it has to
   * make way: at most 1,000 places hold one, and the one that has gone longest without a call loses
   * its. A state that is {@link AutoCloseable} is closed then, and when the function is closed. It
   * lives in memory only, and ends with the process.
   *
   * @param initial makes the state at the first call
   * @throws ClassCastException if this place holds a state of another type
   */
  <T> T state(Supplier<T> initial);
}
