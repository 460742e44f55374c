package org.jkuiper.runtime;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Context;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.SocketNames;
import org.jkuiper.sp.SpLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The order of things on a function's channel, and what becomes of it when either end goes. */
@Timeout(30)
class FunctionRuntimeTest extends FunctionChannel {
  @Test
  void aRequestIsAnsweredWithTheResult() throws Exception {
    EkuiperChannel ekuiper = serve(exec((arguments, context) -> arguments.intValue(0) + 1));
    assertResult(2L, ekuiper.request(call(1)));
    assertResult(3L, ekuiper.request(call(2)));
  }

  @Test
  void validateRefusesAndIsAggregateAnswers() throws Exception {
    EkuiperChannel ekuiper =
        serve(
            new Function() {
              @Override
              public void validate(int arguments) {
                if (arguments != 1) {
                  throw new IllegalArgumentException("takes one argument, got " + arguments);
                }
              }

              @Override
              public Object exec(Arguments arguments, FunctionContext context) {
                return 1;
              }

              @Override
              public boolean isAggregate() {
                return true;
              }
            });
    assertResult(null, ekuiper.request(Json.text(Map.of("func", "Validate", "arg", List.of(1)))));
    assertRefused(
        "takes one argument, got 0",
        ekuiper.request(Json.text(Map.of("func", "Validate", "arg", List.of()))));
    assertResult(true, ekuiper.request("{\"func\":\"IsAggregate\",\"arg\":null}"));
  }

  @Test
  void aMalformedRequestIsRefusedAndTheNextOneServed() throws Exception {
    EkuiperChannel ekuiper = serve(exec((arguments, context) -> 1));
    for (String malformed :
        List.of("", "no JSON", "{", "[]", "{\"func\":\"Exec\",\"arg\":[]}", "{\"func\":7}")) {
      assertRefused("malformed request: ", ekuiper.request(malformed));
      assertResult(1L, ekuiper.request(call()));
    }
  }

  @Test
  void aRequestAboveTheLimitIsRefusedAndTheNextOneServed() throws Exception {
    EkuiperChannel ekuiper = serve(exec((arguments, context) -> 1));
    String huge = "A".repeat(SpLimits.DEFAULT.maxFrameBytes());
    assertRefused("is above the limit of", ekuiper.request(call(huge)));
    assertResult(1L, ekuiper.request(call()));
  }

  @Test
  void aLateAnswerIsNotTakenForTheNextMessages() throws Exception {
    EkuiperChannel ekuiper =
        serve(
            exec(
                (arguments, context) -> {
                  Thread.sleep(arguments.intValue(1));
                  return arguments.string(0);
                }));
    assertNull(ekuiper.request(call("slow", RECV_TIMEOUT.toMillis() + 500)));
    assertResult("next", ekuiper.request(call("next", 0)));
    assertResult("after", ekuiper.request(call("after", 0)));
  }

  @Test
  void afterARestartOfEkuipersEndTheFunctionServesTheNewOne() throws Exception {
    EkuiperChannel first = serve(exec((arguments, context) -> arguments.intValue(0)));
    assertResult(1L, first.request(call(1)));
    first.close();
    ekuiper = new EkuiperChannel(SocketNames.function(symbol), RECV_TIMEOUT);
    assertResult(2L, ekuiper.request(call(2)));
    assertResult(3L, ekuiper.request(call(3)));
  }

  @Test
  void aSecondProcessIsSentTheRequestThatTheFirstHeldOpen() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    EkuiperChannel ekuiper =
        serve(
            exec(
                (arguments, context) -> {
                  held.countDown();
                  new CountDownLatch(1).await();
                  return "stale";
                }));
    FunctionRuntime first = runtime;
    List<String> answers = new ArrayList<>();
    Thread rule =
        new Thread(
            () -> {
              try {
                answers.add(ekuiper.request(call("open")));
                answers.add(ekuiper.request(call("next")));
              } catch (Exception e) {
                answers.add(e.toString());
              }
            });
    rule.start();
    assertTrue(held.await(5, TimeUnit.SECONDS));
    requireNonNull(first).stop();
    runtime = runtime(exec((arguments, context) -> arguments.string(0)));
    assertTrue(runtime.attach());
    rule.join();
    assertResult("open", answers.get(0));
    assertResult("next", answers.get(1));
  }

  @Test
  void manyRestartsWithoutAMessageAreForgivenByTheNext() throws Exception {
    EkuiperChannel ekuiper = serve(exec((arguments, context) -> arguments.intValue(0)));
    assertResult(0L, ekuiper.request(call(0)));
    for (int i = 0; i < 20; i++) {
      requireNonNull(runtime).stop();
      runtime = runtime(exec((arguments, context) -> arguments.intValue(0)));
      assertTrue(runtime.attach());
    }
    assertResult(1L, ekuiper.request(call(1)));
    assertResult(2L, ekuiper.request(call(2)));
  }

  @Test
  void attachIsFalseWhereEkuiperDoesNotListen() throws Exception {
    assertFalse(runtime(exec((arguments, context) -> 1)).attach());
  }

  @Test
  void anOpenThatThrowsRefusesTheStartWithItsMessage() {
    FunctionRuntime refused =
        runtime(
            new Function() {
              @Override
              public void open(Context context) {
                throw new IllegalStateException("no model");
              }

              @Override
              public Object exec(Arguments arguments, FunctionContext context) {
                return 1;
              }
            });
    StartException e = assertThrows(StartException.class, refused::start);
    assertEquals("function " + symbol + ": open: no model", e.getMessage());
  }
}
