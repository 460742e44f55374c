package org.jkuiper.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GoJsonTest {
  private static String go(Object value) {
    return GoJson.text(GoJson.ofGo(value));
  }

  @Test
  void whatGoEscapesIsEscaped() {
    assertEquals(
        "\"\\u003ca\\u003e \\u0026 \\u2028\\u2029 ‧ ü \uD83D\uDE00\"",
        go("<a> & \u2028\u2029 ‧ ü \uD83D\uDE00"));
  }

  @Test
  void keysAreSortedAndNumbersWithoutFractionWhole() {
    Map<String, Object> inner = new HashMap<>();
    inner.put("d", 1e20);
    inner.put("c", null);
    assertEquals(
        "{\"a\":[1,1.5,-3],\"b\":{\"c\":null,\"d\":100000000000000000000}}",
        go(Map.of("b", inner, "a", List.of(1.0, 1.5, -3L))));
  }

  @Test
  void binaryIsBase64() {
    assertEquals("\"/+8=\"", go(new byte[] {(byte) 0xff, (byte) 0xef}));
  }
}
