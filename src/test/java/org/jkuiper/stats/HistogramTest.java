package org.jkuiper.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {
  private final Histogram histogram = new Histogram();

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.5, 0.9, 0.99, 1})
  void aQuantileIsAtMostAnEighthOff(double share) {
    Random random = new Random(7);
    long[] nanos = new long[10_001];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = (long) Math.exp(Math.log(10_000) + random.nextDouble() * Math.log(1e6));
      histogram.record(nanos[i]);
    }
    Arrays.sort(nanos);
    double exact = nanos[(int) Math.ceil(share * nanos.length) - 1];
    assertEquals(exact, histogram.quantile(share), exact / 8);
  }

  @Test
  void countSumAndMeanAreExact() {
    histogram.record(1_000_000);
    histogram.record(2_000_001);
    histogram.record(-5);
    assertEquals(3, histogram.count());
    assertEquals(3_000_001, histogram.sum());
    assertEquals(1_000_000.3, histogram.mean(), 0.1);
  }

  @Test
  void anEmptyOneHasNothing() {
    assertEquals(0, histogram.count());
    assertEquals(0, histogram.mean());
    assertEquals(0, histogram.quantile(0.5));
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 20, 33, 35})
  void anOctaveHoldsItsUpperBoundAndNotWhatIsLonger(int exponent) {
    histogram.record(1L << exponent);
    histogram.record((1L << exponent) + 1);
    assertEquals(1, histogram.countUpTo(exponent));
    assertEquals(0, exponent == 13 ? 0 : histogram.countUpTo(exponent - 1));
    assertEquals(2, histogram.count());
  }

  @Test
  void eachDurationCountsOnce() {
    for (long nanos = 1; nanos < 1L << 40; nanos = nanos * 9 / 8 + 1) {
      Histogram one = new Histogram();
      one.record(nanos);
      double quantile = one.quantile(0.5);
      boolean within = nanos > 1 << 13 && nanos <= 1L << 35;
      assertTrue(
          within
              ? Math.abs(quantile - nanos) <= nanos / 16.0
              : quantile > 0 && quantile <= 1L << 35,
          nanos + " gives " + quantile);
    }
  }

  @Test
  void whatHasComeSinceACopyIsTheDifference() {
    histogram.record(1_000_000);
    Histogram earlier = histogram.copy();
    histogram.record(100_000_000);
    Histogram since = histogram.since(earlier);
    assertEquals(1, since.count());
    assertEquals(100_000_000, since.sum());
    assertEquals(1e8, since.quantile(0.5), 1e8 / 16);
    assertEquals(1, earlier.count());
  }
}
