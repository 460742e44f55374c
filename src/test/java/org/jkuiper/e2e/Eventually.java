package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what another process does. */
final class Eventually {
  private static final int POLL_MS = 20;

  private Eventually() {}

  /**
   * Returns as soon as the condition holds; fails the test with {@code otherwise} after the limit.
   */
  static void holds(Duration limit, BooleanSupplier condition, Supplier<String> otherwise) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        fail("not within " + limit.toMillis() + " ms: " + otherwise.get());
      }
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        fail("interrupted while waiting: " + otherwise.get(), e);
      }
    }
  }
}
