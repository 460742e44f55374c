package org.jkuiper.sp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ReqRepTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir private Path dir;

  private SpAddress address() {
    return new SpAddress.Ipc(dir.resolve("x.ipc"));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static String text(ByteBuffer body) {
    return UTF_8.decode(body).toString();
  }

  private static RepSocket.Request next(RepSocket rep) throws Exception {
    RepSocket.Request request = rep.receive(SOON);
    assertNotNull(request);
    return request;
  }

  @Test
  void aReplyAboveTheLimitIsPassedOverAndTheConnectionServesOn() throws Exception {
    try (RepSocket rep = RepSocket.bind(address(), SpLimits.DEFAULT);
        ReqSocket req = new ReqSocket(address(), SpLimits.DEFAULT.withMaxFrameBytes(1 << 20))) {
      req.connect();
      CompletableFuture<Void> peer =
          Async.run(
              () -> {
                next(rep).reply(ByteBuffer.wrap(new byte[5 << 20]));
                RepSocket.Request second = next(rep);
                second.reply(ByteBuffer.wrap(second.body()));
              });
      req.send(bytes("first"));
      FrameTooLargeException e = assertThrows(FrameTooLargeException.class, req::receive);
      assertTrue(e.passedOver());
      req.send(bytes("second"));
      assertEquals("second", text(req.receive()));
      peer.get();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 150_000, 1 << 20, 16 << 20})
  void aBodyOfAnySizeGoesThereAndBack(int size) throws Exception {
    byte[] body = new byte[size];
    new Random(size).nextBytes(body);
    try (RepSocket rep = RepSocket.bind(address(), SpLimits.DEFAULT);
        ReqSocket req = new ReqSocket(address(), SpLimits.DEFAULT)) {
      req.connect();
      CompletableFuture<Void> echo =
          Async.run(
              () -> {
                RepSocket.Request request = next(rep);
                request.reply(ByteBuffer.wrap(request.body()));
              });
      ByteBuffer first = ByteBuffer.wrap(body, 0, size / 2);
      req.send(first, ByteBuffer.wrap(body, size / 2, size - size / 2));
      assertEquals(0, first.position(), "the caller's buffers stay as they are");
      ByteBuffer reply = req.receive();
      byte[] back = new byte[reply.remaining()];
      reply.get(back);
      assertArrayEquals(body, back);
      echo.get();
    }
  }

  @Test
  void tcpWorksToo() throws Exception {
    try (RepSocket rep = RepSocket.bind(SpAddress.parse("tcp://127.0.0.1:0"), SpLimits.DEFAULT);
        ReqSocket req = new ReqSocket(rep.address(), SpLimits.DEFAULT)) {
      assertTrue(req.tryConnect());
      req.send(bytes("handshake"));
      RepSocket.Request request = next(rep);
      assertArrayEquals("handshake".getBytes(UTF_8), request.body());
      request.reply(bytes("o"), bytes("k"));
      assertEquals("ok", text(req.receive()));
    }
  }

  @Test
  void tryConnectIsFalseWhereNobodyListens() throws Exception {
    try (ReqSocket req = new ReqSocket(address(), SpLimits.DEFAULT)) {
      assertFalse(req.tryConnect());
    }
    // Bound, not listening: a port that is merely free may be anybody's a moment later, or the one
    // that we dial from, which then connects to itself.
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SpAddress address = SpAddress.parse("tcp://127.0.0.1:" + taken.getLocalPort());
      try (ReqSocket req = new ReqSocket(address, SpLimits.DEFAULT)) {
        assertFalse(req.tryConnect());
      }
    }
  }

  @Test
  void aReplyToAnEarlierRequestIsDropped() throws Exception {
    try (RepSocket rep = RepSocket.bind(address(), SpLimits.DEFAULT);
        ReqSocket req = new ReqSocket(address(), SpLimits.DEFAULT)) {
      req.connect();
      req.send(bytes("first"));
      RepSocket.Request first = next(rep);
      req.send(bytes("second"));
      first.reply(bytes("late"));
      next(rep).reply(bytes("good"));
      assertEquals("good", text(req.receive()));
    }
  }

  @Test
  void aLostPeerIsToldAtOnceAndTheSocketConnectsAgain() throws Exception {
    try (ReqSocket req = new ReqSocket(address(), SpLimits.DEFAULT)) {
      try (RepSocket rep = RepSocket.bind(address(), SpLimits.DEFAULT)) {
        req.connect();
        req.send(bytes("question"));
        assertNotNull(next(rep));
      }
      assertThrows(ConnectionLostException.class, req::receive);
      assertThrows(ConnectionLostException.class, () -> req.send(bytes("again")));
      try (RepSocket rep = RepSocket.bind(address(), SpLimits.DEFAULT)) {
        req.connect();
        assertNull(rep.receive(Duration.ofMillis(50)), "nothing is sent again by itself");
        req.send(bytes("handshake"));
        assertArrayEquals("handshake".getBytes(UTF_8), next(rep).body());
      }
    }
  }

  @Test
  void connectWaitsForAListenerThatComesLater() throws Exception {
    try (ReqSocket req = new ReqSocket(address(), SpLimits.DEFAULT)) {
      CompletableFuture<Void> connected = Async.run(req::connect);
      Thread.sleep(150);
      assertFalse(connected.isDone());
      try (RepSocket rep = RepSocket.bind(address(), SpLimits.DEFAULT)) {
        connected.get();
        req.send(bytes("here"));
        assertArrayEquals("here".getBytes(UTF_8), next(rep).body());
      }
    }
  }

  @Test
  void closeWakesABlockedReceiveAndABlockedConnect() throws Exception {
    try (RepSocket rep = RepSocket.bind(address(), SpLimits.DEFAULT)) {
      ReqSocket req = new ReqSocket(address(), SpLimits.DEFAULT);
      req.connect();
      req.send(bytes("question"));
      CompletableFuture<ByteBuffer> receiving = Async.call(req::receive);
      assertNotNull(next(rep));
      Thread.sleep(50);
      req.close();
      assertInstanceOf(ClosedChannelException.class, Async.fault(receiving));
    }
    ReqSocket req = new ReqSocket(address(), SpLimits.DEFAULT);
    CompletableFuture<Void> connecting = Async.run(req::connect);
    Thread.sleep(50);
    req.close();
    assertInstanceOf(ClosedChannelException.class, Async.fault(connecting));
    assertThrows(ClosedChannelException.class, req::tryConnect);
  }

  @Test
  void closeWakesABlockedReceiveOfTheRep() throws Exception {
    RepSocket rep = RepSocket.bind(address(), SpLimits.DEFAULT);
    var receiving = Async.call(() -> rep.receive(Duration.ofDays(1_000_000)));
    Thread.sleep(50);
    rep.close();
    assertInstanceOf(ClosedChannelException.class, Async.fault(receiving));
    assertThrows(ClosedChannelException.class, () -> rep.receive(SOON));
  }

  @Test
  void anInterruptEndsConnect() throws Exception {
    try (ReqSocket req = new ReqSocket(address(), SpLimits.DEFAULT)) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, req::connect);
      assertFalse(Thread.currentThread().isInterrupted());
    }
  }

  @Test
  void aReplyToAPeerThatIsGoneSaysSo() throws Exception {
    try (RepSocket rep = RepSocket.bind(address(), SpLimits.DEFAULT)) {
      RepSocket.Request request;
      try (ReqSocket req = new ReqSocket(address(), SpLimits.DEFAULT)) {
        req.connect();
        req.send(bytes("question"));
        request = next(rep);
      }
      assertThrows(ConnectionLostException.class, () -> request.reply(bytes("answer")));
    }
  }

  /** A reply to a peer that does not read. */
  private static CompletableFuture<Void> blockedReply(RepSocket rep, RawPeer peer)
      throws Exception {
    peer.write(RawPeer.REQ_HEADER + "010000000000000004" + "80000001");
    RepSocket.Request request = next(rep);
    CompletableFuture<Void> replying =
        Async.run(() -> request.reply(ByteBuffer.wrap(new byte[16 << 20])));
    Thread.sleep(50);
    assertFalse(replying.isDone());
    return replying;
  }

  @Test
  void aBlockedReplyIsToldThatThePeerIsGone() throws Exception {
    try (RepSocket rep = RepSocket.bind(address(), SpLimits.DEFAULT);
        RawPeer peer = RawPeer.connect(address())) {
      CompletableFuture<Void> replying = blockedReply(rep, peer);
      peer.channel().shutdownOutput(); // which the reader of the REP sees, and not the reply
      assertInstanceOf(ConnectionLostException.class, Async.fault(replying));
    }
  }

  @Test
  void closeWakesABlockedReply() throws Exception {
    RepSocket rep = RepSocket.bind(address(), SpLimits.DEFAULT);
    try (RawPeer peer = RawPeer.connect(address())) {
      CompletableFuture<Void> replying = blockedReply(rep, peer);
      rep.close();
      assertInstanceOf(ClosedChannelException.class, Async.fault(replying));
    }
  }
}
