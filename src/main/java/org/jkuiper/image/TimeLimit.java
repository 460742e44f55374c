package org.jkuiper.image;

import java.time.Duration;

/** The time limit of one picture. Its time runs from the construction of this object. */
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
