package org.jkuiper.runtime;

/**
 * Lets the interrupt of a stop through to a sink's thread while it only waits, and never while the
 * sink is at work on a message: an interrupt there would cut a write of the sink in half.
 * Thread-safe.
 */
final class InterruptGate {
  private boolean stopping;

  /** Open at first: a sink that hangs in its {@code open} can be interrupted. */
  private boolean open = true;

  /**
   * Interrupts {@code thread} if it waits; if it works, it finds {@link #isStopping} true after.
   */
  synchronized void stop(Thread thread) {
    stopping = true;
    if (open) {
      thread.interrupt();
    }
  }

  synchronized boolean isStopping() {
    return stopping;
  }

  /**
   * Called by the sink's thread before it waits.
   *
   * @return false if the sink is being stopped; then no interrupt comes any more, unless a collect
   *     hangs
   */
  synchronized boolean open() {
    close();
    open = !stopping;
    return open;
  }

  /** Called by the sink's thread when it has waited. Clears the interrupt of a stop. */
  synchronized void close() {
    open = false;
    if (stopping) {
      Thread.interrupted(); // stop's, which came as a message did or as the sink's open ended
    }
  }
}
