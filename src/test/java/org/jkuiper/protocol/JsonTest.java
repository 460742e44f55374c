package org.jkuiper.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jkuiper.OtherJvm;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class JsonTest {
  enum Level {
    HIGH
  }

  record Label(double confidence, String label) {}

  @Test
  void everyTypeIsReadAsAPlainValue() throws Exception {
    Map<String, @Nullable Object> expected = new HashMap<>();
    expected.put("null", null);
    expected.put("true", true);
    expected.put("false", false);
    expected.put("whole", 7L);
    expected.put("long", Long.MIN_VALUE);
    expected.put("big", BigInteger.ONE.shiftLeft(64));
    expected.put("real", -0.5e-3);
    expected.put("text", "é \u4e16 \ud83d\ude00 \" \\ \n");
    expected.put("list", Arrays.asList(1L, null, List.of()));
    expected.put("object", Map.of("", Map.of()));
    assertEquals(
        expected,
        Json.read(
            """
            {"null":null,"true":true,"false":false,"whole":7,"long":-9223372036854775808,
             "big":18446744073709551616,"real":-0.5e-3,
             "text":"é \\u4e16 \\ud83d\\ude00 \\" \\\\ \\n","list":[1,null,[]],"object":{"":{}}}
            """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,",
        "[1 2]",
        "{\"a\" 1}",
        "{a:1}",
        "'a'",
        "nul",
        "NaN",
        "01",
        "+1",
        "1.",
        "\"a",
        "\"\\x\"",
        "\"\n\"",
        "1 2",
        "[1]]",
        "//\n1"
      })
  void whatIsNoJsonIsRefused(String text) {
    MalformedMessageException refusal =
        assertThrows(MalformedMessageException.class, () -> Json.read(text));
    assertTrue(String.valueOf(refusal.getMessage()).length() < 400, refusal.getMessage());
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() {
    MalformedMessageException refusal =
        assertThrows(MalformedMessageException.class, () -> Json.read("{\"a\":1,\"a\":2}"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("Duplicate"), refusal.getMessage());
  }

  @Test
  void aDepthOf10000IsRefusedAndNoStackOverflows() {
    assertThrows(MalformedMessageException.class, () -> Json.read("[".repeat(10_000)));
    String closed = "[".repeat(10_000) + "]".repeat(10_000);
    assertThrows(MalformedMessageException.class, () -> Json.read(closed));
    assertThrows(MalformedMessageException.class, () -> Json.read("{\"a\":".repeat(10_000) + "1"));
  }

  @Test
  void aNumberOf100MegabytesIsRefusedUnread() {
    byte[] digits = new byte[100 << 20];
    Arrays.fill(digits, (byte) '7');
    assertThrows(MalformedMessageException.class, () -> Json.read(digits, 0, digits.length));
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    for (byte[] text :
        new byte[][] {
          {'"', (byte) 0xff, '"'},
          {'"', (byte) 0xc3, '"'},
          {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}
        }) {
      assertThrows(MalformedMessageException.class, () -> Json.read(text, 0, text.length));
    }
  }

  @Test
  void aHugeListIsRead() throws Exception {
    String text = "[" + "1,".repeat(999_999) + "1]";
    assertEquals(1_000_000, ((List<?>) orFail(Json.read(text))).size());
  }

  @Test
  void aListOfManyTimesItsSizeInMemoryIsRefusedInASmallHeap() throws Exception {
    String output = OtherJvm.output(InASmallHeap.class, "-Xmx32m");
    assertTrue(output.startsWith("not JSON: Token count ("), output);
  }

  /** Reads 4 MB that would be 80 as Java's objects. */
  static final class InASmallHeap {
    private InASmallHeap() {}

    public static void main(String[] args) {
      MalformedMessageException refusal =
          assertThrows(
              MalformedMessageException.class,
              () -> Json.read("[" + "[1],".repeat(1_000_000) + "1]"));
      System.out.println(refusal.getMessage());
    }
  }

  private static Object orFail(@Nullable Object value) {
    if (value == null) {
      throw new AssertionError("null");
    }
    return value;
  }

  @Test
  void whatJsonHasIsWritten() {
    Map<String, @Nullable Object> all = new HashMap<>();
    all.put("k", null);
    assertEquals("{\"k\":null}", Json.text(all));
    assertEquals("\"a\\\"\\n\u4e16\"", Json.text("a\"\n\u4e16"));
    assertEquals(
        "[1,2.5,0.1,3,18446744073709551616,true,\"x\",\"HIGH\",\"b\",null]",
        Json.text(
            List.of(
                1,
                new BigDecimal("2.5"),
                0.1f,
                3L,
                BigInteger.ONE.shiftLeft(64),
                true,
                'x',
                Level.HIGH,
                Optional.of("b"),
                Optional.empty())));
    assertEquals("\"AQID\"", Json.text(new byte[] {1, 2, 3}));
    assertEquals("[[1,2],[]]", Json.text(new int[][] {{1, 2}, {}}));
    assertEquals(
        "[{\"confidence\":0.94,\"label\":\"85:peacock\"}]",
        Json.text(List.of(new Label(0.94, "85:peacock"))));
  }

  @Test
  void whatJsonHasNotIsRefused() {
    for (Object value :
        List.of(
            Double.NaN, Float.POSITIVE_INFINITY, List.of(new Object()), Map.of("a", Double.NaN))) {
      assertThrows(IllegalArgumentException.class, () -> Json.write(value));
    }
  }

  @Test
  void aListThatHoldsItselfIsRefusedAndNoStackOverflows() {
    List<Object> circle = new ArrayList<>();
    circle.add(circle);
    assertThrows(IllegalArgumentException.class, () -> Json.write(circle));
  }

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    String text = "a\u0000\u001f\u007f\u2028\ud83d\ude00";
    assertEquals(text, Json.read(Json.text(text)));
    byte[] bytes = Json.write(text);
    assertEquals(text, Json.read(bytes, 0, bytes.length));
    assertNull(Json.read("null"));
  }

  @Test
  void onlyAnObjectIsAnObject() {
    assertThrows(MalformedMessageException.class, () -> Json.readObject("[]"));
    assertThrows(MalformedMessageException.class, () -> Json.readObject("null"));
  }
}
