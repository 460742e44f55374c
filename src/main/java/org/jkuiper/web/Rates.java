package org.jkuiper.web;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many pictures come back and how long they take, over the last seconds. Thread-safe. */
final class Rates {
  private static final long WINDOW_NANOS = 10_000_000_000L;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private record Sample(long nanos, double millis) {}

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();

  /**
   * @param nanos when, of {@link System#nanoTime}
   * @param millis how long it took
   */
  synchronized void add(long nanos, double millis) {
    samples.addLast(new Sample(nanos, millis));
  }

  /** What the page's chart shows; quantiles are null if nothing came back. */
  synchronized Map<String, @Nullable Object> state(long now, long waiting) {
    while (!samples.isEmpty() && now - samples.getFirst().nanos() > WINDOW_NANOS) {
      samples.removeFirst();
    }
    double[] millis = samples.stream().mapToDouble(Sample::millis).sorted().toArray();
    Map<String, @Nullable Object> state = new LinkedHashMap<>();
    state.put("time", System.currentTimeMillis());
    state.put(
        "perSecond",
        samples.stream().filter(sample -> now - sample.nanos() <= SECOND_NANOS).count());
    state.put("p50", quantile(millis, 0.50));
    state.put("p99", quantile(millis, 0.99));
    state.put("waiting", waiting);
    return state;
  }

  /** By nearest rank. */
  private static @Nullable Double quantile(double[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return rank == 0 ? null : sorted[rank - 1];
  }
}
