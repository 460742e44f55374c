package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jkuiper.protocol.Json;
import org.jkuiper.runtime.FaultyPlugin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Handlers that fail, end their process, or take too long, under a rule of a real eKuiper. */
@Timeout(120)
class HandlersIT {
  private static Mosquitto broker;
  private static Kuiperd kuiperd;
  private static LabelRule rule;

  @BeforeAll
  static void install(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    broker = Mosquitto.start(folder);
    kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker);
    Path zip = FaultyPlugin.zip(folder.resolve("ekuiper"), "faulty");
    kuiperd.install("faulty", zip);
    kuiperd.createStream("CREATE STREAM orders () WITH (DATASOURCE=\"orders\", FORMAT=\"JSON\")");
    rule =
        LabelRule.create(
            kuiperd,
            broker,
            "obey",
            "SELECT faulty_do(what, argument) AS done FROM orders",
            "orders");
  }

  @AfterAll
  static void takeDown() throws Exception {
    rule.close();
    kuiperd.close();
    broker.close();
  }

  private static byte[] order(String what, Object argument) {
    return Json.write(Map.of("what", what, "argument", argument));
  }

  private static String done(@Nullable Object result) {
    return Json.text(Map.of("done", String.valueOf(result)));
  }

  private static void assertServes(String text) throws Exception {
    assertEquals(done(text), rule.of(order("echo", text)));
  }

  private static void assertFails(String what, String message) throws Exception {
    assertFails(what, 1, message);
  }

  private static void assertFails(String what, int argument, String message) throws Exception {
    String exception = rule.failureOf(order(what, argument));
    assertTrue(exception.contains(message), exception);
  }

  @Test
  void whatAHandlerThrowsStandsInTheRulesStatusAndTheNextMessageIsServed() throws Exception {
    assertFails("throw", "call func faulty_do error: as told");
    assertServes("after throw");
    assertFails("overflow", "StackOverflowError");
    assertServes("after overflow");
    assertFails("object", "JSON cannot carry a java.lang.Object");
    assertServes("after object");
    assertEquals(done("interrupted"), rule.of(order("interrupt", 1)));
    assertServes("after interrupt");
  }

  @Test
  void afterOutOfMemoryAnExitAndACrashAnotherProcessServes() throws Exception {
    assertFails("exhaust", "OutOfMemoryError");
    assertServes("after exhaust");
    assertFails("exit", "this message has ended the plugin's process more than once");
    assertServes("after exit");
    assertFails("crash", "this message has ended the plugin's process more than once");
    assertServes("after crash");
    assertTrue(kuiperd.log().contains("the JVM ended with status 134"), kuiperd::log);
  }

  @Test
  void aSlowHandlersAnswerIsNeverTakenForAnother() throws Exception {
    rule.publish(order("sleep", 4_000));
    rule.publish(order("echo", "after 4 s"));
    assertEquals(done("slept 4000"), rule.next());
    assertEquals(done("after 4 s"), rule.next());
    for (int seconds : List.of(6, 12)) {
      // recvTimeout is 5 s: what is sent until the handler is done is lost, and nothing else wrong.
      assertFails("sleep", seconds * 1_000, "time out");
      String row;
      do {
        rule.publish(order("echo", "after " + seconds + " s"));
        row = rule.nextWithin(5_500);
      } while (row.isEmpty());
      assertEquals(done("after " + seconds + " s"), row);
      while (!rule.nextWithin(500).isEmpty()) {
        // Further copies of the same echo.
      }
      assertServes("well after " + seconds + " s");
    }
    String warnings =
        kuiperd.log().lines().filter(line -> line.contains("recvTimeout")).toList().toString();
    assertTrue(warnings.contains("symbol=faulty_do") && warnings.contains("5,000 ms"), warnings);
  }

  /** Ten minutes with {@code -Djkuiper.faults=long}. */
  @Test
  @Timeout(900)
  void afterAnIdleTimeTheNextMessageIsAsFastAsEverAndExecutedOnce() throws Exception {
    int calls = count();
    assertEquals(calls + 1, count());
    long before = milliseconds();
    Thread.sleep(1_000L * Scale.of(15, 600));
    long after = milliseconds();
    assertEquals(calls + 3 + 1, count(), "each message was executed once");
    System.out.printf("echo before the idle time %d ms, after it %d ms%n", before, after);
    assertTrue(after < before + 500, before + " ms before, " + after + " ms after");
  }

  private static long milliseconds() throws Exception {
    long begin = System.nanoTime();
    count();
    return (System.nanoTime() - begin) / 1_000_000;
  }

  private static int count() throws Exception {
    String row = rule.of(order("count", 0));
    return ((Number) Json.readObject(row).get("done")).intValue();
  }
}
