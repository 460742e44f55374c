package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jkuiper.plugin.Config;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.plugin.Sink;
import org.jkuiper.plugin.Source;
import org.jkuiper.plugin.SourceContext;
import org.jkuiper.protocol.Meta;
import org.jkuiper.sp.PullSocket;
import org.jkuiper.sp.PushSocket;
import org.jkuiper.sp.SpLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process takes up that comes after one that died. */
@Timeout(30)
class ReopenedTest {
  private static final Map<String, ?> ACK = Map.of("requireAck", true);
  private static final Duration SOON = Duration.ofSeconds(10);

  private final BlockingQueue<String> collected = new LinkedBlockingQueue<>();
  private final AtomicInteger refusals = new AtomicInteger();

  @TempDir private Path folder;
  private Launcher launcher;
  private Bench first;
  private Bench second;

  private Plugin.Builder plugin() {
    Sink sink = (message, context) -> collected.add(message.text());
    return Plugin.named("bench").sink("file", () -> sink).source("ticks", this::ticks);
  }

  private Source ticks() {
    return new Source() {
      @Override
      public void configure(String dataSource, Config config) {
        if (refusals.getAndDecrement() > 0) {
          throw new IllegalStateException("not yet");
        }
      }

      @Override
      public void open(SourceContext context) throws InterruptedException {
        while (!context.isCancelled()) {
          context.emit(Map.of("tick", 1));
          Thread.sleep(50);
        }
      }
    };
  }

  @BeforeEach
  void twoProcesses() throws IOException {
    Path journal = Files.createFile(folder.resolve("journal"));
    Path inFlight = Files.createFile(folder.resolve("in-flight"));
    launcher =
        Launcher.from(
            Map.of(
                "JKUIPER_JOURNAL", journal.toString(),
                "JKUIPER_IN_FLIGHT", inFlight.toString(),
                "JKUIPER_LAST_STATUS", "134"));
    first = new Bench(plugin(), launcher);
  }

  /** The first process is gone, and what it had to say of its sinks with it. */
  private void restart() throws Exception {
    first.close();
    second = first.successor(plugin());
    second.resume();
  }

  @AfterEach
  void end() {
    first.close();
    if (second != null) {
      second.close();
    }
  }

  private static void send(PushSocket ekuiper, String text) throws Exception {
    ekuiper.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String next(PullSocket socket) throws Exception {
    byte[] message = socket.receive(SOON);
    assertNotNull(message);
    return new String(message, StandardCharsets.UTF_8);
  }

  @Test
  void aSourceThatWasStartedEmitsAgain() throws Exception {
    try (PullSocket ekuiper = PullSocket.bind(first.data(), SpLimits.DEFAULT)) {
      first.start("source", "ticks", Map.of());
      assertTrue(next(ekuiper).contains("tick"));
      restart();
      while (ekuiper.receive(Duration.ZERO) != null) {
        // What the first has left behind.
      }
      assertTrue(next(ekuiper).contains("tick"));
    }
  }

  @Test
  void aSourceThatWasStoppedStaysStopped() throws Exception {
    try (PullSocket ekuiper = PullSocket.bind(first.data(), SpLimits.DEFAULT)) {
      first.start("source", "ticks", Map.of());
      first.stop("source", "ticks", Map.of());
      restart();
      while (ekuiper.receive(Duration.ZERO) != null) {
        // What the first has left behind.
      }
      assertNull(ekuiper.receive(Duration.ofMillis(300)));
    }
  }

  @Test
  void whatDoesNotReopenIsTriedAgainUntilItDoes() throws Exception {
    try (PullSocket ekuiper = PullSocket.bind(first.data(), SpLimits.DEFAULT)) {
      first.start("source", "ticks", Map.of());
      first.close();
      refusals.set(2);
      restart();
      while (ekuiper.receive(Duration.ZERO) != null) {
        // What the first has left behind.
      }
      assertTrue(next(ekuiper).contains("tick"));
      assertTrue(second.log().contains("cannot reopen; trying again: "), second.log());
    }
  }

  @Test
  void whatDoesNotReopenIsLeftAloneOnceEkuiperStopsIt() throws Exception {
    first.start("source", "ticks", Map.of());
    first.close();
    refusals.set(1);
    restart();
    second.stop("source", "ticks", Map.of());
    Thread.sleep(1_500);
    assertTrue(!second.log().contains("reopened"), second.log());
  }

  @Test
  void aSinkThatWasStartedCollectsAgain() throws Exception {
    first.start("sink", "file", Map.of());
    restart();
    try (PushSocket ekuiper = PushSocket.dial(first.data(), SpLimits.DEFAULT)) {
      send(ekuiper, "a");
      assertEquals("a", collected.poll(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void anAckThatDiedWithTheProcessIsReplacedByANegativeOneAndTheNextIsInOrder() throws Exception {
    try (PullSocket acks = PullSocket.bind(first.ack(), SpLimits.DEFAULT)) {
      first.start("sink", "file", ACK);
      restart(); // eKuiper waits for the ack of a message that the first has taken with it
      assertTrue(next(acks).contains("ended before it acknowledged the message"));
      try (PushSocket ekuiper = PushSocket.dial(first.data(), SpLimits.DEFAULT)) {
        for (String text : new String[] {"again", "next"}) {
          send(ekuiper, text);
          assertEquals("{}", next(acks));
          assertEquals(text, collected.poll());
        }
      }
      assertNull(acks.receive(Duration.ofMillis(200)));
    }
  }

  @Test
  void aMessageThatHasEndedTwoProcessesIsDroppedAndTheNextCollected() throws Exception {
    first.start("sink", "file", ACK);
    first.close();
    EventLog nowhere = new EventLog("test", new PrintStream(OutputStream.nullOutputStream()));
    for (int process = 0; process < 2; process++) {
      InFlight inFlight = new InFlight(launcher, nowhere.logger("", Meta.NONE));
      assertTrue(inFlight.slot("sink " + first.meta).begin(Messages.utf8("poison")));
    }
    try (PullSocket acks = PullSocket.bind(first.ack(), SpLimits.DEFAULT)) {
      restart();
      try (PushSocket ekuiper = PushSocket.dial(first.data(), SpLimits.DEFAULT)) {
        for (String text : new String[] {"poison", "next", "poison"}) {
          send(ekuiper, text);
          assertEquals("{}", next(acks));
        }
      }
    }
    assertTrue(second.log().contains("a message is dropped"), second.log());
    assertEquals("next", collected.poll());
    assertEquals("poison", collected.poll(), "forgiven once another was served");
  }

  @Test
  void whereNothingWasOpenTheNegativeAckIsMadeUpFor() throws Exception {
    try (PullSocket acks = PullSocket.bind(first.ack(), SpLimits.DEFAULT)) {
      first.start("sink", "file", ACK);
      restart();
      assertTrue(next(acks).contains("error")); // lies there until eKuiper sends something
      try (PushSocket ekuiper = PushSocket.dial(first.data(), SpLimits.DEFAULT)) {
        send(ekuiper, "a"); // takes that for its answer, so sends it once more
        send(ekuiper, "a");
        assertEquals("{}", next(acks));
        assertNull(acks.receive(Duration.ofMillis(200)), "one ack for both");
        send(ekuiper, "b");
        assertEquals("{}", next(acks));
        assertNull(acks.receive(Duration.ofMillis(200)));
      }
    }
  }

  @Test
  void aMessageThatWaitedForTheNewProcessIsAcknowledgedWithoutANegativeAck() throws Exception {
    try (PullSocket acks = PullSocket.bind(first.ack(), SpLimits.DEFAULT)) {
      first.start("sink", "file", ACK);
      restart();
      try (PushSocket ekuiper = PushSocket.dial(first.data(), SpLimits.DEFAULT)) {
        send(ekuiper, "waited");
        assertEquals("{}", next(acks));
      }
    }
  }
}
