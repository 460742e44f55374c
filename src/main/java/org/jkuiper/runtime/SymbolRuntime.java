package org.jkuiper.runtime;

/** A symbol at work. */
interface SymbolRuntime {
  /** How long a stop waits for the symbol's own code before it goes on without it. */
  int STOP_MILLIS = 3_000;

  /**
   * Opens the symbol; when this returns, eKuiper may use it.
   *
   * @throws StartException with the sentence that eKuiper shows
   */
  void start() throws StartException, InterruptedException;

  /** Ends it, in a bounded time. A second call does nothing. */
  void stop() throws InterruptedException;
}
