package org.jkuiper.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RatesTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void quantilesAreThoseOfTenSecondsAndTheCountIsThatOfOne() {
    Rates rates = new Rates();
    long start = 5 * SECOND;
    for (int i = 1; i <= 100; i++) {
      rates.add(start + i, i);
    }
    rates.add(start + 3 * SECOND, 1_000);
    Map<String, ?> state = rates.state(start + 3 * SECOND + 5, 7);
    assertEquals(1L, state.get("perSecond"));
    assertEquals(51.0, state.get("p50"));
    assertEquals(100.0, state.get("p99"));
    assertEquals(7L, state.get("waiting"));
    assertEquals(1_000.0, rates.state(start + 12 * SECOND, 0).get("p50"));
  }

  @Test
  void withoutPicturesThereAreNoQuantiles() {
    Map<String, ?> state = new Rates().state(0, 0);
    assertEquals(0L, state.get("perSecond"));
    assertNull(state.get("p50"));
    assertNull(state.get("p99"));
  }
}
