package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jkuiper.protocol.Meta;
import org.junit.jupiter.api.Test;

class CallerStatesTest {
  private final CallerStates states =
      new CallerStates(
          new EventLog("bench", new PrintStream(PrintStream.nullOutputStream()))
              .logger("f", Meta.NONE));

  private int count(String rule, int funcId) {
    return states.of(new Meta(rule, "op", 0), funcId, AtomicInteger::new).incrementAndGet();
  }

  @Test
  void eachPlaceInARuleHasAStateOfItsOwn() {
    assertEquals(1, count("a", 0));
    assertEquals(2, count("a", 0));
    assertEquals(1, count("a", 1));
    assertEquals(1, count("b", 0));
    assertEquals(3, count("a", 0));
  }

  @Test
  void thePlaceLongestWithoutACallMakesWay() {
    for (int rule = 0; rule < CallerStates.MAX_PLACES; rule++) {
      assertEquals(1, count("rule " + rule, 0));
    }
    assertEquals(2, count("rule 0", 0));
    assertEquals(1, count("one more", 0));
    assertEquals(3, count("rule 0", 0));
    assertEquals(1, count("rule 1", 0), "it was the longest without a call");
  }

  @Test
  void aStateThatCanBeClosedIs() throws Exception {
    List<String> closed = new ArrayList<>();
    for (int rule = 0; rule <= CallerStates.MAX_PLACES; rule++) {
      String name = "rule " + rule;
      AutoCloseable state = states.of(new Meta(name, "op", 0), 0, () -> () -> closed.add(name));
      assertTrue(closed.size() <= 1, state::toString);
    }
    assertEquals(List.of("rule 0"), closed);
    states.close();
    assertEquals(CallerStates.MAX_PLACES + 1, closed.size());
  }

  @Test
  void aStateOfAnotherTypeIsRefused() {
    assertEquals(1, count("a", 0));
    assertThrows(
        ClassCastException.class,
        () -> {
          String text = states.of(new Meta("a", "op", 0), 0, String::new);
          assertEquals("", text);
        });
  }
}
