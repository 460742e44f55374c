package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends photographs through a rule with a few on their way at any time, far fewer than eKuiper's
 * buffers hold, and checks each row as it comes. Keeps the moments of arrival.
 */
final class Flow {
  private static final int ON_THE_WAY = 4;

  private final LabelRule rule;
  private final List<Photographs.Labelled> photographs;

  /** Nanoseconds, written by the one thread that runs. Guarded by this. */
  private final List<Long> arrivals = new ArrayList<>();

  Flow(LabelRule rule, List<Photographs.Labelled> photographs) {
    this.rule = rule;
    this.photographs = photographs;
  }

  /** Runs until all rows are there. */
  void run() throws Exception {
    int sent = 0;
    for (int received = 0; received < photographs.size(); received++) {
      while (sent < photographs.size() && sent - received < ON_THE_WAY) {
        rule.publish(photographs.get(sent++).bytes());
      }
      int number = received;
      assertEquals(
          photographs.get(received).row(), rule.next(), () -> "row " + number + " of a photograph");
      synchronized (this) {
        arrivals.add(System.nanoTime());
      }
    }
  }

  synchronized int received() {
    return arrivals.size();
  }

  boolean isDone() {
    return received() == photographs.size();
  }

  /** How long after {@code moment} the first row came that came not before {@code earliest}. */
  synchronized Duration firstAfter(long moment, Duration earliest) {
    for (long arrival : arrivals) {
      if (arrival - moment >= earliest.toNanos()) {
        return Duration.ofNanos(arrival - moment);
      }
    }
    return Duration.ZERO;
  }

  /** The longest time between two rows. */
  synchronized Duration longestGap() {
    long longest = 0;
    for (int i = 1; i < arrivals.size(); i++) {
      longest = Math.max(longest, arrivals.get(i) - arrivals.get(i - 1));
    }
    return Duration.ofNanos(longest);
  }
}
