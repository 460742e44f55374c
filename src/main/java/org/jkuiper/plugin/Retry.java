package org.jkuiper.plugin;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** {@link SourceContext#retry}: runs a session until it returns, with growing pauses. */
final class Retry {
  private static final long MIN_PAUSE_MILLIS = 100;
  private static final long MAX_PAUSE_MILLIS = 5_000;

  private final SourceContext context;
  private long pauseMillis = MIN_PAUSE_MILLIS;
  private @Nullable String logged;

  Retry(SourceContext context) {
    this.context = context;
  }

  void run(SourceContext.Session session) throws InterruptedException {
    while (true) {
      long began = System.nanoTime();
      try {
        session.run();
        return;
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        if (context.isCancelled()) {
          // Libraries wrap the interrupt in exceptions of their own.
          throw stopped(e);
        }
        failed(e, (System.nanoTime() - began) / 1_000_000);
      }
    }
  }

  private void failed(Exception e, long lastedMillis) throws InterruptedException {
    if (lastedMillis > MAX_PAUSE_MILLIS) {
      pauseMillis = MIN_PAUSE_MILLIS;
      logged = null;
    }
    String message = e.toString();
    if (!message.equals(logged)) {
      context.logger().log(Level.WARNING, "trying again after: " + message);
      logged = message;
    }
    Thread.sleep(pauseMillis);
    pauseMillis = Math.min(2 * pauseMillis, MAX_PAUSE_MILLIS);
  }

  private static InterruptedException stopped(Exception cause) {
    InterruptedException stopped = new InterruptedException("the source is being stopped");
    stopped.initCause(cause);
    return stopped;
  }
}
