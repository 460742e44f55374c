package org.jkuiper.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jkuiper.plugin.Arguments;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever eKuiper's side sends: it is read or refused with a sentence, and what the scanner makes
 * of it is what Jackson makes of the whole.
 */
class RequestFuzzTest {
  static Stream<org.junit.jupiter.params.provider.Arguments> seeds() {
    String context = "\"{\\\"ruleId\\\":\\\"r\\\",\\\"opId\\\":\\\"o\\\",\\\"funcId\\\":3}\"";
    return Stream.of(
            "{\"func\":\"IsAggregate\",\"arg\":null}",
            "{\"func\":\"Validate\",\"arg\":[{\"StreamName\":\"s\",\"Name\":\"a\"},{}]}",
            "{\"func\":\"Exec\",\"arg\":[\"AQID\"," + context + "]}",
            "{\"func\":\"Exec\",\"arg\":[[\"AQ==\",\"\"],-1.5e3,true,null," + context + "]}",
            " { \"arg\" : [ {\"a\\u00e9\":[1,{}]} , " + context + " ] ,\n\"func\" : \"Exec\" } ",
            "{\"func\":\"Exec\",\"arg\":[[\"AQ==\\n\",null,7,[\"AQ==\"],\"data:;base64,AQ\"],"
                + context
                + "]}",
            "{\"func\":\"Exec\",\"arg\":[[[[[1]]]],12345678901234567890," + context + "]}",
            "{\"cmd\":\"stop\",\"arg\":\"{\\\"symbolName\\\":\\\"s\\\",\\\"pluginType\\\":"
                + "\\\"func\\\",\\\"meta\\\":{\\\"ruleId\\\":\\\"r\\\",\\\"instanceId\\\":1}}\"}",
            "{\"cmd\":\"start\",\"arg\":\"{\\\"symbolName\\\":\\\"s\\\",\\\"pluginType\\\":"
                + "\\\"source\\\",\\\"config\\\":{\\\"datasource\\\":\\\"d\\\"}}\"}")
        .map(
            json ->
                org.junit.jupiter.params.provider.Arguments.of(
                    (Object) json.getBytes(StandardCharsets.UTF_8)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void aRequestIsReadAsJacksonReadsItOrRefused(byte[] request) {
    readOrRefuse(() -> Command.parse(ByteBuffer.wrap(request)));
    Object whole = readOrRefuse(() -> Json.read(request, 0, request.length));
    FunctionCall call = readOrRefuse(() -> FunctionCall.parse(ByteBuffer.wrap(request)));
    if (call == null) {
      assertFalse(isCall(whole), "refused, but it is a call");
    } else {
      List<?> expected =
          whole instanceof Map<?, ?> map && map.get("arg") instanceof List<?> l ? l : null;
      touch(call.arguments(), expected);
    }
  }

  private interface Read<T> {
    T read() throws MalformedMessageException;
  }

  private static <T> @Nullable T readOrRefuse(Read<T> read) {
    try {
      return read.read();
    } catch (MalformedMessageException e) {
      assertFalse(String.valueOf(e.getMessage()).isBlank());
      return null;
    }
  }

  /** Whether it has the form of docs/protocol.md, Functions 1. */
  private static boolean isCall(@Nullable Object whole) {
    if (!(whole instanceof Map<?, ?> map) || !map.keySet().equals(Set.of("func", "arg"))) {
      return false;
    }
    if (!"Exec".equals(map.get("func"))) {
      return Set.of("Validate", "IsAggregate").contains(String.valueOf(map.get("func")));
    }
    return map.get("arg") instanceof List<?> all
        && !all.isEmpty()
        && all.get(all.size() - 1) instanceof String context
        && readOrRefuse(() -> Json.readObject(context)) != null;
  }

  /** Before all else, so that the rest sees what decoding in place has left. */
  private static void tryBuffer(Arguments arguments, int index) {
    byte[] expected;
    try {
      expected = arguments.bytes(index);
    } catch (IllegalArgumentException e) {
      assertThrows(IllegalArgumentException.class, () -> arguments.buffer(index));
      return;
    }
    assertEquals(ByteBuffer.wrap(expected), arguments.buffer(index));
  }

  /** As the whole, though each element has been decoded in place where that is possible. */
  private static void tryElements(Arguments arguments, int index) {
    Object whole = arguments.get(index);
    Arguments elements = arguments.elements(index);
    for (int i = 0; i < elements.size(); i++) {
      tryBuffer(elements, i);
    }
    assertEquals(whole, arguments.get(index));
  }

  private static void touch(Arguments arguments, @Nullable List<?> expected) {
    for (int i = 0; i < arguments.size(); i++) {
      int index = i;
      tryBuffer(arguments, i);
      if (expected != null) {
        assertEquals(expected.get(i), arguments.get(i));
        assertEquals(expected.get(i) instanceof List, arguments.isList(i));
        assertEquals(expected.get(i) == null, arguments.isNull(i));
      }
      List<Executable> reads =
          List.of(
              () -> arguments.get(index),
              () -> arguments.bytes(index),
              () -> tryElements(arguments, index),
              () -> arguments.string(index),
              () -> arguments.longValue(index),
              () -> arguments.map(index));
      for (Executable read : reads) {
        try {
          read.execute();
        } catch (IllegalArgumentException e) {
          assertFalse(String.valueOf(e.getMessage()).isBlank());
        } catch (Throwable e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}
