package org.jkuiper.plugin.runtime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
}
