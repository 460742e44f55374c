package org.jkuiper.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jkuiper.image.Region;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  private static final Set<String> KNOWN = Set.of("k", "b", "a");

  private static Options of(@Nullable Object argument) {
    return Options.ofArgument("argument 2", argument, "k", KNOWN);
  }

  private static String refusal(@Nullable Object argument, Function<Options, ?> reading) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> reading.apply(of(argument)))
            .getMessage());
  }

  @Test
  void anObjectItsJsonAndANumberAloneSayTheSame() {
    for (Object argument : List.of(3L, 3.0, Map.of("k", 3L), "{\"k\":3}", " {\"k\": 3.0} ")) {
      assertEquals(3, of(argument).count("k", 9));
    }
  }

  @Test
  void whatIsNullIsNotSet() {
    Map<String, Object> empty = new HashMap<>();
    empty.put("k", null);
    for (Options options : List.of(of(null), of(empty), of("{\"k\":null}"), of("{}"))) {
      assertNull(options.count("k", 9));
      assertNull(options.share("k"));
      assertNull(options.flag("k"));
      assertNull(options.text("k"));
      assertNull(options.oneOf("k", List.of("x")));
      assertNull(options.labels("k"));
      assertNull(options.region("k"));
    }
  }

  @Test
  void anUnknownOptionIsNamedWithTheKnownOnes() {
    assertEquals(
        "argument 2 has an option K, which is unknown; the options are a, b, k",
        refusal(Map.of("K", 3L), options -> options));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true|true",
        "[3]|[3]",
        "\"three\"|\"three\" (not JSON: Unrecognized token 'three'",
        "\"[3]\"|\"[3]\" (not a JSON object)",
        "\"\"|\"\" (empty where JSON should be)"
      })
  void whatHoldsNoOptionsIsNamed(String json, String shown) throws Exception {
    Object argument = org.jkuiper.protocol.Json.read(json);
    String refusal = refusal(argument, options -> options);
    assertTrue(
        refusal.startsWith(
            "argument 2 must be a number (k), an object of options, or its JSON as a text; got "
                + shown),
        refusal);
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "10", "2.5", "1e30", "\"3\"", "true", "[3]"})
  void aCountIsAWholeNumberWithinItsRange(String json) {
    String refusal = refusal("{\"k\":" + json + "}", options -> options.count("k", 9));
    assertTrue(
        refusal.startsWith("argument 2: k must be a whole number from 1 to 9, got "), refusal);
  }

  @ParameterizedTest
  @CsvSource({"-0.1", "1.01", "1e30", "\"0.5\"", "false"})
  void aShareIsANumberFrom0To1(String json) {
    String refusal = refusal("{\"k\":" + json + "}", options -> options.share("k"));
    assertTrue(refusal.startsWith("argument 2: k must be a number from 0 to 1, got "), refusal);
    assertEquals(0.5f, of("{\"k\":0.5}").share("k"));
    assertEquals(1, of("{\"k\":1}").share("k"));
  }

  @Test
  void otherTypesAreRefusedWithWhatTheyMustBe() {
    assertEquals(
        "argument 2: k must be true or false, got 1",
        refusal(Map.of("k", 1L), options -> options.flag("k")));
    assertEquals(
        "argument 2: k must be a text, got \" \"",
        refusal(Map.of("k", " "), options -> options.text("k")));
    assertEquals(
        "argument 2: k must be one of x, y, got \"z\"",
        refusal(Map.of("k", "z"), options -> options.oneOf("k", List.of("x", "y"))));
    for (Object value : List.of("x", List.of(), List.of(1L), List.of("x", 1L))) {
      String refusal = refusal(Map.of("k", value), options -> options.labels("k"));
      assertTrue(refusal.startsWith("argument 2: k must be a list of labels, got"), refusal);
    }
    assertEquals(List.of("x", "y"), of(Map.of("k", List.of("x", "y"))).labels("k"));
  }

  @Test
  void aRegionIsFourNumbersThatMakeOne() {
    assertEquals(Region.of(0, 0, 0.5, 1), of("{\"k\":[0,0,0.5,1]}").region("k"));
    for (String json : List.of("[0,0,1]", "[0,0,1,1,1]", "[0,0,\"1\",1]", "\"all\"", "{}")) {
      String refusal = refusal("{\"k\":" + json + "}", options -> options.region("k"));
      assertTrue(
          refusal.startsWith("argument 2: k must be a list of four numbers, x, y, width and"),
          refusal);
    }
    assertEquals(
        "argument 2: k: the region [0, 0, 0, 1] is empty",
        refusal("{\"k\":[0,0,0,1]}", options -> options.region("k")));
  }

  @Test
  void aValueOfAFileIsJsonOrATextWithoutItsQuotes() {
    Options options =
        Options.ofFile("x.properties", Map.of("n", "3", "t", "center", "l", "[\"a\", \"b,c\"]"));
    assertEquals(3, options.count("n", 9));
    assertEquals("center", options.text("t"));
    assertEquals(List.of("a", "b,c"), options.labels("l"));
    assertEquals(
        "x.properties: t must be a number from 0 to 1, got \"center\"",
        assertThrows(IllegalArgumentException.class, () -> options.share("t")).getMessage());
  }

  @Test
  void aLongValueIsNotRepeatedWhole() {
    String refusal = refusal(Map.of("k", "x".repeat(20_000)), options -> options.count("k", 9));
    assertTrue(refusal.length() < 200, refusal);
    assertTrue(refusal("y".repeat(20_000), options -> options).length() < 400);
  }
}
