package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jkuiper.plugin.Config;
import org.jkuiper.plugin.Context;
import org.jkuiper.plugin.Message;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.plugin.Sink;
import org.jkuiper.sp.PullSocket;
import org.jkuiper.sp.PushSocket;
import org.jkuiper.sp.SpAddress;
import org.jkuiper.sp.SpLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/protocol.md, Sources and sinks, its sink half, and the stop contract of {@link Sink}. */
@Timeout(30)
class SinkRuntimeTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration NEVER = Duration.ofMillis(200);

  /** Keeps what happened, in order. */
  private static class Recording implements Sink {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void configure(Config config) throws Exception {
      events.add("configure");
    }

    @Override
    public void open(Context context) throws Exception {
      events.add("open");
    }

    @Override
    public void collect(Message message, Context context) throws Exception {
      events.add(message.text());
    }

    @Override
    public void close() {
      events.add("close");
    }

    void expect(String event) throws InterruptedException {
      assertEquals(event, events.poll(5, TimeUnit.SECONDS));
    }
  }

  private static Bench bench(Sink sink) {
    return new Bench(Plugin.named("bench").sink("file", () -> sink));
  }

  private static PushSocket ekuiper(Bench bench) {
    return PushSocket.dial(bench.data(), SpLimits.DEFAULT);
  }

  private static void send(PushSocket socket, String text) throws Exception {
    socket.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static boolean exists(SpAddress address) {
    return Files.exists(((SpAddress.Ipc) address).path());
  }

  @Test
  void aSinkListensBeforeItsStartIsAnswered() throws Exception {
    try (Bench bench = bench(new Recording())) {
      bench.start("sink", "file", Map.of());
      assertTrue(exists(bench.data()), "eKuiper dials once, right after ok");
      bench.stop("sink", "file", Map.of());
      assertFalse(exists(bench.data()));
    }
  }

  @Test
  void messagesComeInOrderAndCloseIsLast() throws Exception {
    Recording sink = new Recording();
    try (Bench bench = bench(sink)) {
      bench.start("sink", "file", Map.of());
      sink.expect("configure");
      sink.expect("open");
      try (PushSocket ekuiper = ekuiper(bench)) { // which closes before it sends the stop
        for (int i = 0; i < 1_000; i++) {
          send(ekuiper, "message " + i);
        }
      }
      bench.stop("sink", "file", Map.of());
      for (int i = 0; i < 1_000; i++) {
        sink.expect("message " + i);
      }
      sink.expect("close");
      assertTrue(sink.events.isEmpty());
    }
  }

  @Test
  void aWaitingSinkStopsAtOnce() throws Exception {
    Recording sink = new Recording();
    try (Bench bench = bench(sink)) {
      bench.start("sink", "file", Map.of());
      long begin = System.nanoTime();
      bench.stop("sink", "file", Map.of());
      assertTrue(System.nanoTime() - begin < 1_000_000_000L);
      assertTrue(sink.events.contains("close"));
    }
  }

  @Test
  void nothingIsAcknowledgedUnlessTheRuleAsksForIt() throws Exception {
    Recording sink = new Recording();
    try (Bench bench = bench(sink);
        PullSocket acks = PullSocket.bind(bench.ack(), SpLimits.DEFAULT);
        PushSocket ekuiper = ekuiper(bench)) {
      bench.start("sink", "file", Map.of("requireAck", false));
      send(ekuiper, "a");
      sink.expect("configure");
      sink.expect("open");
      sink.expect("a");
      assertNull(acks.receive(NEVER));
    }
  }

  @Test
  void anAckFollowsEachMessageAndAThrowIsTheNegativeOne() throws Exception {
    Sink picky =
        (message, context) -> {
          switch (message.text()) {
            case "exception" -> throw new IOException("the disk is full");
            case "error" -> throw new StackOverflowError();
            case "silent" -> throw new IllegalStateException();
            default -> {}
          }
        };
    try (Bench bench = bench(picky);
        PullSocket acks = PullSocket.bind(bench.ack(), SpLimits.DEFAULT);
        PushSocket ekuiper = ekuiper(bench)) {
      bench.start("sink", "file", Map.of("requireAck", true));
      for (String[] expected :
          new String[][] {
            {"good", "{}"},
            {"exception", "{\"error\":\"the disk is full\"}"},
            {"error", "{\"error\":\"StackOverflowError\"}"},
            {"silent", "{\"error\":\"IllegalStateException\"}"},
            {"good again", "{}"}
          }) {
        send(ekuiper, expected[0]);
        byte[] ack = acks.receive(SOON);
        assertNotNull(ack);
        assertEquals(expected[1], new String(ack, StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void requireAckIsReadAsEkuiperReadsIt() throws Exception {
    try (Bench bench = bench(new Recording());
        PullSocket acks = PullSocket.bind(bench.ack(), SpLimits.DEFAULT);
        PushSocket ekuiper = ekuiper(bench)) {
      bench.start("sink", "file", Map.of("RequireACK", true));
      send(ekuiper, "a");
      assertNotNull(acks.receive(SOON));
    }
  }

  @Test
  void aStopEndsAnAckThatNobodyTakes() throws Exception {
    Recording sink = new Recording();
    try (Bench bench = bench(sink);
        PushSocket ekuiper = ekuiper(bench)) {
      bench.start("sink", "file", Map.of("requireAck", true));
      send(ekuiper, "a");
      sink.expect("configure");
      sink.expect("open");
      sink.expect("a");
      long begin = System.nanoTime();
      bench.stop("sink", "file", Map.of());
      assertTrue(System.nanoTime() - begin < 1_000_000_000L);
      sink.expect("close");
    }
  }

  @Test
  void theLastMessageBeforeAStopIsAcknowledgedWhereEkuiperStillListens() throws Exception {
    CountDownLatch collecting = new CountDownLatch(1);
    Sink slow =
        (message, context) -> {
          collecting.countDown();
          Thread.sleep(100);
        };
    try (Bench bench = bench(slow);
        PullSocket acks = PullSocket.bind(bench.ack(), SpLimits.DEFAULT);
        PushSocket ekuiper = ekuiper(bench)) {
      bench.start("sink", "file", Map.of("requireAck", true));
      send(ekuiper, "a");
      collecting.await();
      bench.stop("sink", "file", Map.of());
      assertNotNull(acks.receive(SOON), "eKuiper 2.4.2 waits for it for ever, even when stopped");
    }
  }

  @Test
  void aCollectThatHangsIsInterruptedAndThenClosed() throws Exception {
    CountDownLatch collecting = new CountDownLatch(1);
    Recording sink =
        new Recording() {
          @Override
          public void collect(Message message, Context context) throws Exception {
            collecting.countDown();
            Thread.sleep(60_000);
          }
        };
    try (Bench bench = bench(sink);
        PushSocket ekuiper = ekuiper(bench)) {
      bench.start("sink", "file", Map.of());
      send(ekuiper, "a");
      collecting.await();
      bench.stop("sink", "file", Map.of());
      sink.expect("configure");
      sink.expect("open");
      sink.expect("close");
      assertTrue(bench.log().contains("collect goes on after the stop"), bench.log());
    }
  }

  @Test
  void aSlowCollectIsWaitedForAtTheStop() throws Exception {
    CountDownLatch collecting = new CountDownLatch(1);
    Recording sink =
        new Recording() {
          @Override
          public void collect(Message message, Context context) throws Exception {
            collecting.countDown();
            Thread.sleep(500);
            events.add("collected");
          }
        };
    try (Bench bench = bench(sink);
        PushSocket ekuiper = ekuiper(bench)) {
      bench.start("sink", "file", Map.of());
      send(ekuiper, "a");
      collecting.await();
      bench.stop("sink", "file", Map.of());
      sink.expect("configure");
      sink.expect("open");
      sink.expect("collected");
      sink.expect("close");
    }
  }

  @Test
  void anInterruptThatASinkLeavesBehindEndsNothing() throws Exception {
    Recording sink =
        new Recording() {
          @Override
          public void collect(Message message, Context context) throws Exception {
            super.collect(message, context);
            Thread.currentThread().interrupt();
          }
        };
    try (Bench bench = bench(sink);
        PushSocket ekuiper = ekuiper(bench)) {
      bench.start("sink", "file", Map.of());
      sink.expect("configure");
      sink.expect("open");
      send(ekuiper, "a");
      sink.expect("a");
      send(ekuiper, "b");
      sink.expect("b");
    }
  }

  /** Of a timer of its own, say, that was to end a collect and came too late. */
  @Test
  void anInterruptFromAnotherThreadBetweenTwoMessagesEndsNothing() throws Exception {
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    Recording sink =
        new Recording() {
          @Override
          public void collect(Message message, Context context) throws Exception {
            super.collect(message, context);
            threads.add(Thread.currentThread());
          }
        };
    try (Bench bench = bench(sink);
        PullSocket acks = PullSocket.bind(bench.ack(), SpLimits.DEFAULT);
        PushSocket ekuiper = ekuiper(bench)) {
      bench.start("sink", "file", Map.of("requireAck", true));
      sink.expect("configure");
      sink.expect("open");
      for (String text : new String[] {"a", "b", "c"}) {
        send(ekuiper, text);
        sink.expect(text);
        assertNotNull(acks.receive(SOON), bench::log);
        Thread.sleep(50);
        threads.take().interrupt();
        Thread.sleep(50);
      }
      bench.stop("sink", "file", Map.of());
      sink.expect("close");
    }
  }

  @Test
  void aStartThatFailsLeavesNoSocketAndCanBeRepeated() throws Exception {
    Recording sink =
        new Recording() {
          @Override
          public void open(Context context) throws IOException {
            if (!events.contains("close")) {
              throw new IOException("no such device");
            }
          }
        };
    try (Bench bench = bench(sink)) {
      StartException refusal =
          assertThrows(StartException.class, () -> bench.start("sink", "file", Map.of()));
      assertEquals("sink file: open: no such device", refusal.getMessage());
      assertFalse(exists(bench.data()));
      sink.expect("configure");
      assertEquals("close", sink.events.peek(), "what open had begun is freed");
      bench.start("sink", "file", Map.of());
      assertTrue(exists(bench.data()));
    }
  }

  @Test
  void aConfigureThatThrowsRefusesTheStartAndClosesNothing() {
    Recording sink =
        new Recording() {
          @Override
          public void configure(Config config) {
            config.requiredString("path");
          }
        };
    try (Bench bench = bench(sink)) {
      StartException refusal =
          assertThrows(StartException.class, () -> bench.start("sink", "file", Map.of()));
      assertEquals("sink file: configure: the property path is missing", refusal.getMessage());
      assertTrue(sink.events.isEmpty());
    }
  }

  @Test
  void aSinkWaitsForTheProcessBeforeItToLetGoOfTheAddress() throws Exception {
    Recording sink = new Recording();
    try (Bench bench = bench(sink)) {
      PullSocket before = PullSocket.bind(bench.data(), SpLimits.DEFAULT);
      Thread end =
          new Thread(
              () -> {
                try {
                  Thread.sleep(500);
                } catch (InterruptedException e) {
                  return;
                }
                before.close();
              });
      end.start();
      bench.start("sink", "file", Map.of());
      assertTrue(exists(bench.data()));
      end.join();
    }
  }

  @Test
  void aPathInUseRefusesTheStart() throws Exception {
    Recording sink = new Recording();
    try (Bench bench = bench(sink);
        PullSocket other = PullSocket.bind(bench.data(), SpLimits.DEFAULT)) {
      assertNotNull(other);
      StartException refusal =
          assertThrows(StartException.class, () -> bench.start("sink", "file", Map.of()));
      assertTrue(refusal.getMessage().contains("in use"), refusal.getMessage());
      sink.expect("configure");
      sink.expect("open");
      sink.expect("close");
    }
  }
}
