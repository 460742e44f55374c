package org.jkuiper.sp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that are silent, too many, or hang up at once; and how long a buffer stays. */
@Timeout(60)
class PeersTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir private Path dir;

  private SpAddress.Ipc address() {
    return new SpAddress.Ipc(dir.resolve("x.ipc"));
  }

  @Test
  void aSilentPeerIsGivenUpAfterTheHandshakeTime() throws Exception {
    SpAddress.Ipc other = new SpAddress.Ipc(dir.resolve("y.ipc"));
    try (LogCapture log = new LogCapture(other);
        PullSocket pull = PullSocket.bind(other, SpLimits.DEFAULT);
        RawPeer silent = RawPeer.connect(pull.address());
        RawListener listener = RawListener.bind(address());
        ReqSocket req = new ReqSocket(listener.address(), SpLimits.DEFAULT)) {
      long start = System.nanoTime();
      SpException fault = assertThrows(SpProtocolException.class, req::tryConnect);
      assertEquals(address() + ": no SP handshake within 5000 ms", fault.getMessage());
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.compareTo(SpConnection.HANDSHAKE_TIME) >= 0, took::toString);
      assertEquals(RawPeer.PULL_HEADER, silent.read(100), "the header, then the end");
      while (log.warnings().isEmpty()) {
        Thread.sleep(5);
      }
      assertEquals(
          List.of(other + ": no SP handshake within 5000 ms; connection closed"), log.warnings());
    }
  }

  @Test
  void closeWakesAConnectThatWaitsForTheHeader() throws Exception {
    try (RawListener listener = RawListener.bind(address())) {
      ReqSocket req = new ReqSocket(listener.address(), SpLimits.DEFAULT);
      CompletableFuture<Void> connecting = Async.run(req::connect);
      try (RawPeer peer = listener.accept()) {
        assertEquals(RawPeer.REQ_HEADER, peer.read(8));
        req.close();
        assertInstanceOf(ClosedChannelException.class, Async.fault(connecting));
      }
    }
  }

  @Test
  void aPeerTooManyIsTurnedAwayUntilOneLeaves() throws Exception {
    try (LogCapture log = new LogCapture(address());
        PullSocket pull = PullSocket.bind(address(), SpLimits.DEFAULT)) {
      List<RawPeer> peers = new ArrayList<>();
      for (int i = 0; i < Listener.MAX_PEERS; i++) {
        peers.add(RawPeer.connect(pull.address()));
        assertEquals(RawPeer.PULL_HEADER, peers.get(i).read(8));
      }
      try (RawPeer tooMany = RawPeer.connect(pull.address())) {
        assertEquals("", tooMany.read(8));
      }
      assertEquals(List.of(address() + ": a peer beyond 64 turned away"), log.warnings());
      peers.remove(0).close();
      try (PushSocket push = PushSocket.dial(pull.address(), SpLimits.DEFAULT)) {
        push.send(ByteBuffer.allocate(1));
        assertArrayEquals(new byte[1], pull.receive(SOON));
      }
      for (RawPeer peer : peers) {
        peer.close();
      }
    }
  }

  @Test
  void aPeerThatAlwaysHangsUpIsCalledLessAndLessOften() throws Exception {
    SpLimits limits = SpLimits.DEFAULT.withBackoff(Duration.ofMillis(50), Duration.ofMillis(400));
    AtomicInteger calls = new AtomicInteger();
    try (RawListener listener = RawListener.bind(address());
        ReqSocket req = new ReqSocket(listener.address(), limits)) {
      var unused =
          Async.run(
              () -> {
                while (true) {
                  try (RawPeer peer = listener.accept()) {
                    peer.write(RawPeer.REP_HEADER);
                    assertEquals(RawPeer.REQ_HEADER, peer.read(8));
                    calls.incrementAndGet();
                  }
                }
              });
      long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
      while (System.nanoTime() < end) {
        req.connect();
        assertThrows(ConnectionLostException.class, req::receive);
      }
      // At 0, 50, 150, 350, 750, 1150, 1550 ms.
      assertTrue(calls.get() >= 4 && calls.get() <= 8, calls::toString);
    }
  }

  @Test
  void whatConnectRetriesIsLoggedOnce() throws Exception {
    SpLimits limits = SpLimits.DEFAULT.withBackoff(Duration.ofMillis(1), Duration.ofMillis(2));
    try (LogCapture log = new LogCapture(address());
        ReqSocket req = new ReqSocket(address(), limits)) {
      CompletableFuture<Void> connecting;
      try (PullSocket wrong = PullSocket.bind(address(), SpLimits.DEFAULT)) {
        connecting = Async.run(req::connect);
        Thread.sleep(200);
        assertFalse(connecting.isDone(), () -> wrong.address().toString());
      }
      try (RepSocket right = RepSocket.bind(address(), SpLimits.DEFAULT)) {
        connecting.get();
        assertEquals(
            1,
            log.warnings().stream()
                .filter(each -> each.endsWith("REP (0x31); trying again"))
                .count(),
            () -> right.address() + ": " + log.warnings());
      }
    }
  }

  /** The rule of {@link ReceiveBuffer}. */
  @Test
  void aBufferStaysWhereItsSizeIsUsualOnly() throws Exception {
    try (RepSocket rep = RepSocket.bind(address(), SpLimits.DEFAULT);
        ReqSocket req = new ReqSocket(address(), SpLimits.DEFAULT)) {
      req.connect();
      byte[] small = reply(rep, req, 100_000);
      for (int i = 0; i < 20; i++) {
        assertSame(small, reply(rep, req, 100_000), "small ones share one buffer");
      }
      byte[] huge = reply(rep, req, 20_000_000);
      assertTrue(huge.length >= 20_000_000);
      byte[] after = reply(rep, req, 100_000);
      assertTrue(after.length < 200_000, "the huge buffer went before the next frame came");
      reply(rep, req, 20_000_000);
      reply(rep, req, 20_000_000);
      huge = reply(rep, req, 20_000_000);
      assertSame(huge, reply(rep, req, 20_000_000), "usual by now");
    }
  }

  private static byte[] reply(RepSocket rep, ReqSocket req, int size) throws Exception {
    req.send();
    RepSocket.Request request = rep.receive(SOON);
    assertEquals(0, request == null ? -1 : request.body().length);
    CompletableFuture<Void> replying = Async.run(() -> request.reply(ByteBuffer.allocate(size)));
    ByteBuffer body = req.receive();
    assertEquals(size, body.remaining());
    assertEquals(4, body.arrayOffset(), "after the request id");
    replying.get();
    return body.array();
  }
}
