package org.jkuiper.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jkuiper.LinesLogger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RetryTest {
  private final List<String> log = new ArrayList<>();
  private final Place context = new Place();

  @Test
  void aSessionRunsAgainUntilItReturns() throws InterruptedException {
    AtomicInteger sessions = new AtomicInteger();
    long begin = System.nanoTime();
    context.retry(
        () -> {
          if (sessions.incrementAndGet() < 4) {
            throw new IOException("connection refused");
          }
        });
    assertEquals(4, sessions.get());
    long millis = (System.nanoTime() - begin) / 1_000_000;
    assertTrue(millis >= 700, "pauses of 100, 200 and 400 ms, not " + millis);
  }

  @Test
  void aFaultThatStaysTheSameIsLoggedOnce() throws InterruptedException {
    AtomicInteger sessions = new AtomicInteger();
    context.retry(
        () -> {
          switch (sessions.incrementAndGet()) {
            case 1, 2 -> throw new IOException("connection refused");
            case 3 -> throw new IOException("reset");
            default -> {}
          }
        });
    assertEquals(
        List.of(
            "trying again after: java.io.IOException: connection refused",
            "trying again after: java.io.IOException: reset"),
        log);
  }

  @Test
  void theStopComesThrough() {
    assertThrows(
        InterruptedException.class,
        () ->
            context.retry(
                () -> {
                  throw new InterruptedException();
                }));
    assertTrue(log.isEmpty());
  }

  @Test
  void aLibrarysOwnExceptionAtTheStopIsTheStop() {
    InterruptedException stop =
        assertThrows(
            InterruptedException.class,
            () ->
                context.retry(
                    () -> {
                      context.cancelled = true;
                      throw new IOException("interrupted");
                    }));
    assertTrue(stop.getCause() instanceof IOException);
  }

  @Test
  void theStopEndsThePauseToo() {
    Thread.currentThread().interrupt();
    assertThrows(
        InterruptedException.class,
        () ->
            context.retry(
                () -> {
                  throw new IOException();
                }));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void anErrorIsNoReasonToTryAgain() {
    AtomicInteger sessions = new AtomicInteger();
    assertThrows(
        AssertionError.class,
        () ->
            context.retry(
                () -> {
                  sessions.incrementAndGet();
                  throw new AssertionError();
                }));
    assertEquals(1, sessions.get());
  }

  private final class Place implements SourceContext {
    boolean cancelled;

    @Override
    public void emit(
        Map<String, ? extends @Nullable Object> message,
        Map<String, ? extends @Nullable Object> meta) {
      throw new AssertionError("nothing is emitted here");
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public String ruleId() {
      return "";
    }

    @Override
    public String opId() {
      return "";
    }

    @Override
    public int instanceId() {
      return 0;
    }

    @Override
    public System.Logger logger() {
      return new LinesLogger(log);
    }
  }
}
