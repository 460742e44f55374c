package org.jkuiper.sp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers that break the protocol, thousands of them: each costs its own connection only. */
@Timeout(120)
class ProtocolViolationTest {
  private static final int ROUNDS = 5_000;
  private static final int GOOD_EVERY = 50;
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final byte[] BODY = {1, 2, 3};

  private static final SpLimits LIMITS =
      SpLimits.DEFAULT
          .withMaxFrameBytes(Malformed.LIMIT)
          .withBackoff(Duration.ofNanos(1), Duration.ofNanos(1));

  @TempDir private Path dir;

  private SpAddress.Ipc address() {
    return new SpAddress.Ipc(dir.resolve("x.ipc"));
  }

  /** Sends it and ends its side; returns when the other has hung up. */
  private static void attack(RawPeer peer, Malformed malformed) throws IOException {
    try (peer) {
      peer.write(malformed.bytes());
      peer.channel().shutdownOutput();
      peer.read(1000);
    } catch (IOException e) {
      // The other side may hang up before it has read all.
      assertTrue(
          String.valueOf(e.getMessage()).matches("Broken pipe|Connection reset.*"), e::toString);
    }
  }

  private static void awaitCount(LogCapture log, int count) throws InterruptedException {
    while (log.count() < count) {
      Thread.sleep(1);
    }
    assertEquals(count, log.count(), "one message for each");
  }

  @Test
  void aPullOutlivesThem() throws Exception {
    Random random = new Random(1);
    try (LogCapture log = new LogCapture(address());
        PullSocket pull = PullSocket.bind(address(), LIMITS);
        PushSocket good = PushSocket.dial(address(), LIMITS)) {
      for (int i = 0; i < ROUNDS; i++) {
        attack(RawPeer.connect(address()), Malformed.next(random, RawPeer.PUSH_HEADER, 0));
        if (i % GOOD_EVERY == 0) {
          good.send(ByteBuffer.wrap(BODY));
          assertArrayEquals(BODY, pull.receive(SOON));
        }
      }
      awaitCount(log, ROUNDS);
      assertNamed(log);
    }
  }

  @Test
  void aRepOutlivesThem() throws Exception {
    Random random = new Random(2);
    try (LogCapture log = new LogCapture(address());
        RepSocket rep = RepSocket.bind(address(), LIMITS);
        ReqSocket good = new ReqSocket(address(), LIMITS)) {
      good.connect();
      for (int i = 0; i < ROUNDS; i++) {
        attack(RawPeer.connect(address()), Malformed.next(random, RawPeer.REQ_HEADER, 4));
        if (i % GOOD_EVERY == 0) {
          good.send(ByteBuffer.wrap(BODY));
          RepSocket.Request request = rep.receive(SOON);
          assertNotNull(request);
          request.reply(ByteBuffer.wrap(request.body()));
          assertEquals(ByteBuffer.wrap(BODY), good.receive());
        }
      }
      awaitCount(log, ROUNDS);
      assertNamed(log);
    }
  }

  private void assertNamed(LogCapture log) {
    assertTrue(log.warnings().size() > ROUNDS / 3);
    for (String warning : log.warnings()) {
      assertTrue(
          warning.startsWith(address() + ": ")
              && warning.matches(
                  ".*(not an SP header|speaks SP protocol|wrong frame type|above the limit|too short"
                      + ").*connection closed"),
          warning);
    }
  }

  @Test
  void aReqSaysWhatIsWrongAndConnectsAgain() throws Exception {
    Random random = new Random(3);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (RawListener listener = RawListener.bind(address());
        ReqSocket req = new ReqSocket(address(), LIMITS)) {
      for (int i = 0; i < ROUNDS; i++) {
        Malformed malformed = Malformed.next(random, RawPeer.REP_HEADER, 4);
        CompletableFuture<Void> attacking = Async.run(() -> attack(listener.accept(), malformed));
        long before = threads.getCurrentThreadAllocatedBytes();
        SpException fault = assertThrows(SpException.class, () -> ask(req));
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        attacking.get();
        String message = String.valueOf(fault.getMessage());
        assertTrue(message.startsWith(address() + ": "), message);
        assertTrue(allocated < 2 << 20, () -> allocated + " bytes for: " + message);
      }
    }
    try (RepSocket rep = RepSocket.bind(address(), LIMITS);
        ReqSocket req = new ReqSocket(address(), LIMITS)) {
      CompletableFuture<Void> asking = Async.run(() -> ask(req));
      RepSocket.Request request = rep.receive(SOON);
      assertNotNull(request);
      request.reply();
      asking.get();
    }
  }

  private static void ask(ReqSocket req) throws IOException {
    assertTrue(req.tryConnect());
    req.send(ByteBuffer.wrap(BODY));
    req.receive();
  }

  @Test
  void aPushWaitsThemOut() throws Exception {
    Random random = new Random(4);
    try (LogCapture log = new LogCapture(address());
        PushSocket push = PushSocket.dial(address(), LIMITS)) {
      CompletableFuture<Void> sending;
      int bad = 0;
      try (RawListener listener = RawListener.bind(address())) {
        sending = Async.run(() -> push.send(ByteBuffer.wrap(BODY)));
        while (bad < ROUNDS) {
          Malformed malformed = Malformed.next(random, RawPeer.PULL_HEADER, 0);
          if (malformed.inHeader()) { // after it, a PUSH does not listen
            attack(listener.accept(), malformed);
            bad++;
          }
        }
      }
      try (PullSocket pull = PullSocket.bind(address(), LIMITS)) {
        assertArrayEquals(BODY, pull.receive(SOON));
      }
      sending.get();
      assertTrue(log.warnings().stream().allMatch(each -> each.endsWith("; trying again")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0053500000300000, 'the peer speaks SP protocol 0x30, REQ needs REP (0x31)'",
    "0053500100310000, 'not an SP header: 0053500100310000'",
    "4854545020202020, 'not an SP header: 4854545020202020'",
    "00535000003100000200000000000000050000000000, 'wrong frame type 0x02'",
    "0053500000310000010000000000000003000000, 'a frame too short for its request id'",
    "00535000003100000100000000ffffffff, 'a frame of 4294967295 bytes is above the limit of 62914560'",
    "005350000031000001ffffffffffffffff,"
        + " 'a frame of 18446744073709551615 bytes is above the limit of 62914560'",
    "0053500000310000010000000000000009, 'the peer closed the connection'",
  })
  void theMessageNamesTheFault(String hex, String expected) throws Exception {
    try (RawListener listener = RawListener.bind(address());
        ReqSocket req = new ReqSocket(address(), LIMITS)) {
      Malformed malformed = new Malformed(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), false);
      CompletableFuture<Void> peer = Async.run(() -> attack(listener.accept(), malformed));
      SpException fault = assertThrows(SpException.class, () -> ask(req));
      assertEquals(address() + ": " + expected, fault.getMessage());
      peer.get();
    }
  }

  @Test
  void aRequestsBacktraceComesBackAsItWas() throws Exception {
    try (RepSocket rep = RepSocket.bind(address(), LIMITS);
        RawPeer device = RawPeer.connect(address())) {
      device.write(RawPeer.REQ_HEADER + "01000000000000000a" + "00000007" + "80000001" + "abcd");
      RepSocket.Request request = rep.receive(SOON);
      assertNotNull(request);
      assertArrayEquals(new byte[] {(byte) 0xab, (byte) 0xcd}, request.body());
      request.reply(ByteBuffer.wrap(BODY));
      assertEquals(
          RawPeer.REP_HEADER + "01000000000000000b" + "00000007" + "80000001" + "010203",
          device.read(8 + 9 + 11));
    }
  }
}
