package org.jkuiper.runtime;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a handler does, its channel goes on. */
@Timeout(30)
class MisbehavingFunctionTest extends FunctionChannel {
  @Test
  void whateverAHandlerThrowsIsTheAnswerAndTheProcessGoesOn() throws Exception {
    List<Throwable> faults =
        List.of(
            new IllegalStateException("the cause"),
            new Exception("the cause"),
            new AssertionError("the cause"),
            new StackOverflowError("the cause"),
            new NoClassDefFoundError("the cause"),
            new InterruptedException("the cause"),
            new ClosedChannelException() {
              private static final long serialVersionUID = 1;

              @Override
              public String getMessage() {
                return "the cause";
              }
            });
    AtomicInteger next = new AtomicInteger();
    EkuiperChannel ekuiper =
        serve(
            exec(
                (arguments, context) -> {
                  int i = next.getAndIncrement();
                  if (i % 2 == 1) {
                    return "fine";
                  }
                  Throwable fault = faults.get(i / 2);
                  if (fault instanceof Error error) {
                    throw error;
                  }
                  throw (Exception) fault;
                }));
    for (Throwable fault : faults) {
      String answer = ekuiper.request(call());
      assertRefused("the cause", answer);
      assertFalse(String.valueOf(answer).contains("org.jkuiper"), () -> fault + ": " + answer);
      assertResult("fine", ekuiper.request(call()));
    }
  }

  @Test
  void aStackThatOverflowsIsAnErrorAnswer() throws Exception {
    class Deep implements Function {
      @Override
      public Object exec(Arguments arguments, FunctionContext context) {
        return arguments.isNull(0) ? exec(arguments, context) + "" : "fine";
      }
    }
    EkuiperChannel ekuiper = serve(new Deep());
    assertRefused(
        "StackOverflowError",
        ekuiper.request("{\"func\":\"Exec\",\"arg\":[null,\"{\\\"ruleId\\\":\\\"r\\\"}\"]}"));
    assertResult("fine", ekuiper.request(call(1)));
  }

  @Test
  void aFaultWhoseMessageThrowsIsAnErrorAnswer() throws Exception {
    EkuiperChannel ekuiper =
        serve(
            exec(
                (arguments, context) -> {
                  throw new IllegalStateException() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public String getMessage() {
                      throw new IllegalStateException("no message either");
                    }
                  };
                }));
    assertRefused("whose message cannot be had", ekuiper.request(call()));
    assertRefused("whose message cannot be had", ekuiper.request(call()));
  }

  @Test
  void aFaultThatCannotEvenBeLookedAtIsAnErrorAnswer() throws Exception {
    class Hostile extends RuntimeException {
      private static final long serialVersionUID = 1;

      @Override
      public String getMessage() {
        throw new StackOverflowError();
      }

      @Override
      public synchronized Throwable getCause() {
        throw new IllegalStateException("no cause");
      }

      @Override
      public StackTraceElement[] getStackTrace() {
        throw new IllegalStateException("no frames");
      }
    }
    EkuiperChannel ekuiper =
        serve(
            exec(
                (arguments, context) -> {
                  throw new Hostile();
                }));
    assertRefused("whose message cannot be had", ekuiper.request(call()));
    assertRefused("whose message cannot be had", ekuiper.request(call()));
  }

  @Test
  void aResultThatJsonCannotCarryIsAnErrorAnswer() throws Exception {
    List<Object> circle = new ArrayList<>();
    circle.add(circle);
    List<Object> results =
        List.of(new Object(), Double.NaN, Map.of("a", List.of(new Object())), circle);
    AtomicInteger next = new AtomicInteger();
    EkuiperChannel ekuiper =
        serve(exec((arguments, context) -> results.get(next.getAndIncrement())));
    for (Object ignored : results) {
      assertRefused("JSON cannot carry", ekuiper.request(call()));
    }
  }

  @Test
  void anInterruptFlagThatAHandlerLeavesSetHarmsNothing() throws Exception {
    AtomicInteger executed = new AtomicInteger();
    EkuiperChannel ekuiper =
        serve(
            exec(
                (arguments, context) -> {
                  Thread.currentThread().interrupt();
                  return executed.incrementAndGet();
                }));
    assertResult(1L, ekuiper.request(call()));
    assertResult(2L, ekuiper.request(call()));
  }

  @Test
  void anInterruptFromAnotherThreadCostsARepetitionAtMost() throws Exception {
    List<Thread> threads = new ArrayList<>();
    EkuiperChannel ekuiper =
        serve(
            exec(
                (arguments, context) -> {
                  threads.add(Thread.currentThread());
                  return arguments.intValue(0);
                }));
    assertResult(1L, ekuiper.request(call(1)));
    threads.get(0).interrupt();
    assertResult(2L, ekuiper.request(call(2)));
    assertResult(3L, ekuiper.request(call(3)));
  }

  @Test
  void anExecBeyondRecvTimeoutIsWarnedOfWithItsNameAndTheLimit() throws Exception {
    EkuiperChannel ekuiper =
        serve(
            exec(
                (arguments, context) -> {
                  Thread.sleep(FunctionRuntime.RECV_TIMEOUT.toMillis() + 100);
                  return 1;
                }));
    ekuiper.request(call());
    ekuiper.request("{\"func\":\"IsAggregate\",\"arg\":null}");
    ekuiper.request("{\"func\":\"IsAggregate\",\"arg\":null}");
    String warning =
        log().lines().filter(line -> line.contains("recvTimeout")).findFirst().orElse(log());
    assertTrue(warning.contains("WARNING"), warning);
    assertTrue(warning.contains("symbol=" + symbol), warning);
    assertTrue(warning.contains("rule=r"), warning);
    assertTrue(warning.contains("5,000 ms"), warning);
  }

  @Test
  void stopWakesAnExecAndCallsCloseOnce() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    AtomicInteger closed = new AtomicInteger();
    EkuiperChannel ekuiper =
        serve(
            new Function() {
              @Override
              public Object exec(Arguments arguments, FunctionContext context)
                  throws InterruptedException {
                inside.countDown();
                Thread.sleep(60_000);
                return 1;
              }

              @Override
              public void close() {
                closed.incrementAndGet();
              }
            });
    Thread rule = new Thread(() -> assertThrows(Exception.class, () -> ekuiper.request(call())));
    rule.start();
    assertTrue(inside.await(5, TimeUnit.SECONDS));
    long begin = System.nanoTime();
    requireNonNull(runtime).stop();
    requireNonNull(runtime).stop();
    assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(2));
    assertEquals(1, closed.get());
    ekuiper.close();
    rule.join();
  }

  @Test
  void stopReturnsThoughCloseBlocks() throws Exception {
    serve(
        new Function() {
          @Override
          public Object exec(Arguments arguments, FunctionContext context) {
            return 1;
          }

          @Override
          public void close() throws InterruptedException {
            new CountDownLatch(1).await(20, TimeUnit.SECONDS);
          }
        });
    long begin = System.nanoTime();
    requireNonNull(runtime).stop();
    assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(7));
    runtime = null;
  }
}
