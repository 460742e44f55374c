package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jkuiper.plugin.Context;
import org.jkuiper.plugin.Message;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.plugin.Sink;
import org.jkuiper.sp.SpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a process, which does not wait for those that do not end. */
@Timeout(30)
class StopAllTest {
  /** Its open never returns. */
  private static final class Hanging implements Sink {
    private final CountDownLatch opening;

    Hanging(CountDownLatch opening) {
      this.opening = opening;
    }

    @Override
    public void open(Context context) throws InterruptedException {
      opening.countDown();
      new CountDownLatch(1).await();
    }

    @Override
    public void collect(Message message, Context context) {}
  }

  @Test
  void aStartThatHangsDoesNotKeepTheOthersFromBeingStopped() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    Bench bench =
        new Bench(
            Plugin.named("bench")
                .sink("good", () -> (message, context) -> {})
                .sink("hanging", () -> new Hanging(opening)));
    bench.start("sink", "good", Map.of());
    Path socket = ((SpAddress.Ipc) bench.data()).path();
    assertTrue(Files.exists(socket));
    Thread starting =
        new Thread(
            () -> {
              try {
                bench.start("sink", "hanging", Map.of());
              } catch (Exception e) {
                // Interrupted, at the end.
              }
            });
    starting.start();
    assertTrue(opening.await(5, TimeUnit.SECONDS));
    long begin = System.nanoTime();
    bench.close();
    assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(2));
    assertFalse(Files.exists(socket));
    starting.interrupt();
    starting.join();
  }

  /** Its open returns when it is told to, and hears no interrupt. */
  private static final class Slow implements Sink {
    private final CountDownLatch opening = new CountDownLatch(1);
    private final CountDownLatch mayOpen = new CountDownLatch(1);

    @Override
    public void open(Context context) {
      opening.countDown();
      boolean told = false;
      while (!told) {
        try {
          mayOpen.await();
          told = true;
        } catch (InterruptedException e) {
          // What code of others does with it.
        }
      }
    }

    @Override
    public void collect(Message message, Context context) {}
  }

  @Test
  void aSinkThatIsBeingStartedLeavesNoSocketBehind() throws Exception {
    Slow slow = new Slow();
    Bench bench = new Bench(Plugin.named("bench").sink("slow", () -> slow));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<?> start =
          threads.submit(
              () -> {
                bench.start("sink", "slow", Map.of());
                return null;
              });
      assertTrue(slow.opening.await(5, TimeUnit.SECONDS));
      Future<?> end = threads.submit(bench::close);
      assertThrows(TimeoutException.class, () -> end.get(100, TimeUnit.MILLISECONDS));
      slow.mayOpen.countDown();
      end.get();
      ExecutionException refused = assertThrows(ExecutionException.class, start::get);
      assertInstanceOf(StartException.class, refused.getCause());
      assertFalse(Files.exists(((SpAddress.Ipc) bench.data()).path()));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void nothingIsStartedAfterTheEnd() throws Exception {
    Bench bench = new Bench(Plugin.named("bench").sink("late", () -> (message, context) -> {}));
    bench.close();
    StartException refusal =
        assertThrows(StartException.class, () -> bench.start("sink", "late", Map.of()));
    assertEquals("sink late: the plugin is ending", refusal.getMessage());
    assertFalse(Files.exists(((SpAddress.Ipc) bench.data()).path()));
  }
}
