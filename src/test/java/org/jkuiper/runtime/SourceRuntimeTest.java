package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jkuiper.plugin.Config;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.plugin.Source;
import org.jkuiper.plugin.SourceContext;
import org.jkuiper.sp.PullSocket;
import org.jkuiper.sp.SpLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * docs/protocol.md, Sources and sinks, its source half, and the stop contract of {@link Source}.
 */
@Timeout(30)
class SourceRuntimeTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  /** What a test looks at; by default it emits numbers as fast as it may. */
  private static class Recording implements Source {
    final AtomicInteger emitted = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    final CountDownLatch opened = new CountDownLatch(1);
    final CompletableFuture<Throwable> end = new CompletableFuture<>();
    volatile boolean openReturned;
    volatile boolean closedAfterOpen;

    @Override
    public void open(SourceContext context) throws Exception {
      opened.countDown();
      try {
        emit(context);
      } catch (Throwable e) {
        end.complete(e);
        throw e;
      } finally {
        openReturned = true;
      }
    }

    void emit(SourceContext context) throws Exception {
      while (true) {
        context.emit(Map.of("n", emitted.get()));
        emitted.incrementAndGet();
      }
    }

    @Override
    public void close() {
      closes.incrementAndGet();
      closedAfterOpen = openReturned;
    }
  }

  private static Bench bench(Source source) {
    return new Bench(Plugin.named("bench").source("numbers", () -> source));
  }

  private static String text(byte[] message) {
    assertNotNull(message);
    return new String(message, StandardCharsets.UTF_8);
  }

  @Test
  void aSourcePushesMessageAndMeta() throws Exception {
    Source once =
        new Source() {
          @Override
          public void open(SourceContext context) throws InterruptedException {
            context.emit(Map.of("n", 1), Map.of("from", context.ruleId()));
          }
        };
    try (Bench bench = bench(once);
        PullSocket ekuiper = PullSocket.bind(bench.data(), SpLimits.DEFAULT)) {
      bench.start("source", "numbers", Map.of());
      assertEquals(
          "{\"message\":{\"n\":1},\"meta\":{\"from\":\"%s\"}}".formatted(bench.meta.ruleId()),
          text(ekuiper.receive(SOON)));
    }
  }

  @Test
  void ekuiper2SendsTheDataSourceAsAProperty() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    Source source =
        new Source() {
          @Override
          public void configure(String dataSource, Config config) {
            seen.complete(dataSource);
          }

          @Override
          public void open(SourceContext context) {}
        };
    try (Bench bench = bench(source)) {
      bench.start("source", "numbers", Map.of("datasource", "demo/#"));
      assertEquals("demo/#", seen.get(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void emitBlocksWhileEkuiperIsSlow() throws Exception {
    Recording source = new Recording();
    try (Bench bench = bench(source);
        PullSocket ekuiper = PullSocket.bind(bench.data(), SpLimits.DEFAULT)) {
      bench.start("source", "numbers", Map.of());
      int before;
      do {
        before = source.emitted.get();
        Thread.sleep(300);
      } while (source.emitted.get() > before || before == 0);
      for (int n = 0; n < before + 100; n++) { // and none is lost
        assertEquals(
            "{\"message\":{\"n\":%d},\"meta\":{}}".formatted(n), text(ekuiper.receive(SOON)));
      }
    }
  }

  @Test
  void aStopEndsABlockedEmitAndThenCloses() throws Exception {
    Recording source = new Recording();
    try (Bench bench = bench(source);
        PullSocket ekuiper = PullSocket.bind(bench.data(), SpLimits.DEFAULT)) {
      assertNotNull(ekuiper);
      bench.start("source", "numbers", Map.of());
      source.opened.await();
      Thread.sleep(300);
      long begin = System.nanoTime();
      bench.stop("source", "numbers", Map.of());
      assertTrue(System.nanoTime() - begin < 1_000_000_000L);
      assertTrue(source.end.get(5, TimeUnit.SECONDS) instanceof InterruptedException);
      assertEquals(1, source.closes.get());
      assertTrue(source.closedAfterOpen);
    }
  }

  @Test
  void aStopEndsAnEmitThatWaitsForAnEkuiperThatIsGone() throws Exception {
    Recording source = new Recording();
    try (Bench bench = bench(source)) {
      bench.start("source", "numbers", Map.of());
      source.opened.await();
      Thread.sleep(200);
      bench.stop("source", "numbers", Map.of());
      assertTrue(source.end.get(5, TimeUnit.SECONDS) instanceof InterruptedException);
    }
  }

  @Test
  void aCloseThatWaitsForAnEmittingThreadDoesNotHang() throws Exception {
    Source callback =
        new Source() {
          private Thread thread = Thread.currentThread();

          @Override
          public void open(SourceContext context) {
            thread =
                new Thread(
                    () -> {
                      try {
                        context.emit(Map.of("n", 1));
                      } catch (InterruptedException e) {
                        return;
                      }
                    });
            thread.start();
          }

          @Override
          public void close() throws InterruptedException {
            thread.join();
          }
        };
    try (Bench bench = bench(callback)) {
      bench.start("source", "numbers", Map.of());
      Thread.sleep(200);
      bench.stop("source", "numbers", Map.of());
    }
  }

  @Test
  void aSourceThatIgnoresTheInterruptHoldsAStopForABoundedTime() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Recording deaf =
        new Recording() {
          @Override
          void emit(SourceContext context) {
            boolean done = false;
            while (!done) {
              try {
                release.await();
                done = true;
              } catch (InterruptedException e) {
                assertTrue(context.isCancelled());
              }
            }
          }
        };
    try (Bench bench = bench(deaf)) {
      bench.start("source", "numbers", Map.of());
      bench.stop("source", "numbers", Map.of());
      assertEquals(1, deaf.closes.get());
      assertFalse(deaf.closedAfterOpen);
      assertTrue(
          bench.log().contains("open has not returned 3,000 ms after the stop"), bench.log());
      release.countDown();
    }
  }

  @Test
  void aCloseThatNeverReturnsHoldsAStopForABoundedTime() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Recording stuck =
        new Recording() {
          @Override
          public void close() {
            super.close();
            try {
              release.await();
            } catch (InterruptedException e) {
              return;
            }
          }
        };
    try (Bench bench = bench(stuck)) {
      bench.start("source", "numbers", Map.of());
      long begin = System.nanoTime();
      bench.stop("source", "numbers", Map.of());
      assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(5));
      assertEquals(1, stuck.closes.get());
      assertTrue(bench.log().contains("close has not returned 3,000 ms"), bench.log());
      release.countDown();
    }
  }

  @Test
  void aConfigureThatThrowsRefusesTheStartWithItsMessage() {
    Source refusing =
        new Source() {
          @Override
          public void configure(String dataSource, Config config) {
            config.requiredInt("seed");
          }

          @Override
          public void open(SourceContext context) {}
        };
    try (Bench bench = bench(refusing)) {
      StartException refusal =
          assertThrows(
              StartException.class, () -> bench.start("source", "numbers", Map.of("seed", "x")));
      assertEquals(
          "source numbers: configure: the property seed must be a whole number, got \"x\"",
          refusal.getMessage());
    }
  }

  @Test
  void anOpenThatThrowsIsLoggedAndClosedAtTheStop() throws Exception {
    Recording failing =
        new Recording() {
          @Override
          void emit(SourceContext context) {
            throw new StackOverflowError("too deep");
          }
        };
    try (Bench bench = bench(failing)) {
      bench.start("source", "numbers", Map.of());
      while (!bench.log().contains("the source has ended")) {
        Thread.sleep(5); // after a stop nobody would care
      }
      assertEquals(0, failing.closes.get());
      bench.stop("source", "numbers", Map.of());
      assertEquals(1, failing.closes.get());
    }
  }

  @Test
  void aValueThatJsonCannotCarryIsRefusedAndNothingSent() throws Exception {
    CompletableFuture<String> refusal = new CompletableFuture<>();
    Source odd =
        new Source() {
          @Override
          public void open(SourceContext context) throws InterruptedException {
            try {
              context.emit(Map.of("thread", Thread.currentThread()));
            } catch (IllegalArgumentException e) {
              refusal.complete(e.getMessage());
            }
          }
        };
    try (Bench bench = bench(odd);
        PullSocket ekuiper = PullSocket.bind(bench.data(), SpLimits.DEFAULT)) {
      bench.start("source", "numbers", Map.of());
      assertEquals("JSON cannot carry a java.lang.Thread", refusal.get(5, TimeUnit.SECONDS));
      assertNull(ekuiper.receive(Duration.ofMillis(100)));
    }
  }

  @Test
  void aRepeatedStartIsHarmlessAndAStopOfNothingToo() throws Exception {
    AtomicInteger made = new AtomicInteger();
    Recording source = new Recording();
    try (Bench bench =
        new Bench(
            Plugin.named("bench")
                .source(
                    "numbers",
                    () -> {
                      made.incrementAndGet();
                      return source;
                    }))) {
      bench.start("source", "numbers", Map.of("a", 1));
      bench.start("source", "numbers", Map.of("a", 1));
      assertEquals(1, made.get());
      bench.start("source", "numbers", Map.of("a", 2));
      assertEquals(2, made.get(), "other settings begin anew");
      assertEquals(1, source.closes.get());
      bench.stop("source", "numbers", Map.of());
      bench.stop("source", "numbers", Map.of());
      assertEquals(2, source.closes.get());
    }
  }

  @Test
  void aSymbolThatTheCodeLacksIsRefusedWithWhatItHas() {
    try (Bench bench = bench(new Recording())) {
      StartException refusal =
          assertThrows(StartException.class, () -> bench.start("source", "nombres", Map.of()));
      assertEquals(
          "the plugin bench has no source nombres, though its descriptor may name it; it has"
              + " [numbers]",
          refusal.getMessage());
    }
  }
}
