package org.jkuiper.image;

import java.time.Duration;

/** Counts the time of one picture from its construction. */
final class TimeLimit {
  private final Duration limit;
  private final long start = System.nanoTime();

  TimeLimit(Duration limit) {
    this.limit = limit;
  }

  void check() throws ImageTimeoutException {
    if (System.nanoTime() - start > limit.toNanos()) {
      throw new ImageTimeoutException(
          "the image takes longer than the limit of " + limit.toMillis() + " ms");
    }
  }
}
