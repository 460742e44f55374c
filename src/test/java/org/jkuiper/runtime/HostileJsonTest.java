package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * JSON made to harm, on a function's channel: refused with the cause, cheaply, and life goes on.
 */
@Timeout(60)
class HostileJsonTest extends FunctionChannel {
  private static final String CONTEXT = "\"{\\\"ruleId\\\":\\\"r\\\"}\"";
  private static final int MEGABYTE = 1 << 20;

  /** What becomes of the request itself, some copies of it, and an answer. */
  private static long allowed(byte[] request) {
    return 8L * request.length + 2 * MEGABYTE;
  }

  private static String exec(String argument) {
    return "{\"func\":\"Exec\",\"arg\":[" + argument + "," + CONTEXT + "]}";
  }

  private static Stream<Arguments> hostile() {
    String tenThousandDeep = "[".repeat(10_000) + "]".repeat(10_000);
    String objects = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);
    String inContext = "{\"func\":\"Exec\",\"arg\":[1,\"%s\"]}";
    return Stream.of(
        arguments("depth", exec(tenThousandDeep), "nesting depth (1001) exceeds"),
        arguments("depth of objects", exec(objects), "nesting depth (1001) exceeds"),
        arguments("depth, unclosed", exec("[".repeat(10_000)), "malformed request: not JSON: it"),
        arguments(
            "depth in the context",
            inContext.formatted(tenThousandDeep),
            "malformed request: not JSON: Document nesting depth (1001) exceeds"),
        arguments("depth around", tenThousandDeep, "malformed request: not JSON: expected '{'"),
        arguments("a number of 2 MB", exec("9".repeat(2 * MEGABYTE)), "Number value length (2"),
        arguments("a fraction of 2 MB", exec("0." + "9".repeat(2 * MEGABYTE)), "Number value le"),
        arguments("an exponent", exec("1e" + "9".repeat(MEGABYTE)), "Number value length (10485"),
        arguments("a double key", exec("{\"a\":1,\"a\":2}"), "Duplicate field 'a'"),
        arguments(
            "a double key in the context",
            inContext.formatted("{\\\"ruleId\\\":1,\\\"ruleId\\\":2}"),
            "malformed request: not JSON: Duplicate field 'ruleId'"),
        arguments(
            "func twice",
            "{\"func\":\"Exec\",\"func\":\"Exec\",\"arg\":[" + CONTEXT + "]}",
            "malformed request: a function call with a second or unknown key func"),
        arguments("invalid UTF-8", exec("\"\u00ff\u00fe\""), "Invalid UTF-8 start byte 0xff"),
        arguments("overlong UTF-8", exec("\"\u00c0\u00af\""), "Invalid UTF-8 start byte 0xc0"),
        arguments("UTF-8 cut off", exec("\"\u00e2\u0082\""), "Invalid UTF-8 middle byte 0x22"),
        arguments(
            "invalid UTF-8 in a key",
            "{\"f\u00ffnc\":\"Exec\",\"arg\":[]}",
            "malformed request: not JSON: Invalid UTF-8 start byte 0xff"),
        arguments("a naked control character", exec("\"\u0001\""), "Illegal unquoted character"),
        arguments("NaN", exec("NaN"), "Non-standard token 'NaN'"),
        arguments(
            "a func of 2 MB",
            "{\"func\":\"" + "x".repeat(2 * MEGABYTE) + "\",\"arg\":[]}",
            "malformed request: a function call with a name of 2097154 bytes"),
        arguments(
            "a key of 2 MB",
            "{\"" + "x".repeat(2 * MEGABYTE) + "\":1}",
            "malformed request: a function call with a name of 2097154 bytes"),
        arguments(
            "a million arguments",
            exec("1,".repeat(MEGABYTE) + "1"),
            "malformed request: a function call with more than 65536 arguments"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void itIsRefusedByItsCauseAndTheNextMessageIsServed(String what, String latin1, String cause)
      throws Exception {
    EkuiperChannel ekuiper = serve(exec((arguments, context) -> arguments.get(0)));
    assertResult("good", ekuiper.request(call("good")));
    byte[] request = latin1.getBytes(StandardCharsets.ISO_8859_1);
    long before = allocated();
    assertRefused(cause, ekuiper.request(request));
    long cost = allocated() - before;
    assertTrue(cost < allowed(request), () -> cost + " bytes allocated for " + what);
    assertResult("good", ekuiper.request(call("good")));
  }

  @Test
  void aNumberOf100MegabytesIsNotEvenReceived() throws Exception {
    EkuiperChannel ekuiper = serve(exec((arguments, context) -> arguments.get(0)));
    assertResult("good", ekuiper.request(call("good")));
    byte[] request = exec("7".repeat(100 * MEGABYTE)).getBytes(StandardCharsets.ISO_8859_1);
    long before = allocated();
    assertRefused("is above the limit of 67108864", ekuiper.request(request));
    long cost = allocated() - before;
    assertTrue(cost < 2 * MEGABYTE, cost + " bytes allocated");
    assertResult("good", ekuiper.request(call("good")));
  }

  /** By the thread that serves the function, so far. */
  private long allocated() {
    Thread thread =
        Thread.getAllStackTraces().keySet().stream()
            .filter(each -> each.getName().equals("function-" + symbol))
            .findFirst()
            .orElseThrow();
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(thread.getId());
  }
}
