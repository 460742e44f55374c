package org.jkuiper.sp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a peer sends: the frames that a second, naive decoder finds in it arrive, and the rest
 * costs that connection only. The protocol that the stream claims decides which socket gets it.
 */
class FrameFuzzTest {
  private static final int LIMIT = 1 << 16;
  private static final int MAX_HOPS = 8;
  private static final byte[] QUESTION = {1, 2, 3};

  /** In a stream for a REQ, stands for the id of its request. */
  private static final int OPEN_ID = 0x8000_0000;

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final SpLimits LIMITS = SpLimits.DEFAULT.withMaxFrameBytes(LIMIT);
  private static final Logger LOG = Logger.getLogger(FrameFuzzTest.class.getPackageName());

  @TempDir private static Path dir;
  private static @Nullable PullSocket pull;
  private static @Nullable RepSocket rep;
  private static @Nullable RawListener listener;

  @BeforeAll
  static void open() throws IOException {
    LOG.setLevel(Level.OFF);
    pull = PullSocket.bind(new SpAddress.Ipc(dir.resolve("pull")), LIMITS);
    rep = RepSocket.bind(new SpAddress.Ipc(dir.resolve("rep")), LIMITS);
    listener = RawListener.bind(new SpAddress.Ipc(dir.resolve("req")));
  }

  @AfterAll
  static void close() throws IOException {
    if (pull != null && rep != null && listener != null) {
      pull.close();
      rep.close();
      listener.close();
    }
    LOG.setLevel(null);
  }

  static Stream<Arguments> seeds() {
    String frame = "01" + "0000000000000003" + "0a0b0c";
    String request = "01" + "0000000000000006" + "80000001" + "0a0b";
    String forwarded = "01" + "000000000000000a" + "00000007" + "80000001" + "0a0b";
    String late = "01" + "0000000000000005" + "80000005" + "0a";
    String answer = "01" + "0000000000000005" + "80000000" + "0b";
    return Stream.of(
            RawPeer.PUSH_HEADER + frame + frame,
            RawPeer.PUSH_HEADER + "01" + "0000000000000000" + frame,
            RawPeer.PUSH_HEADER + "01" + "7fffffffffffffff" + "00",
            RawPeer.REQ_HEADER + request + forwarded + request,
            RawPeer.REQ_HEADER + "01" + "0000000000000003" + "800000",
            RawPeer.REP_HEADER + late + answer,
            RawPeer.REP_HEADER + "01" + "0000000000010001" + "80000000")
        .map(hex -> Arguments.of((Object) HexFormat.of().parseHex(hex)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void whatIsFramedWellArrivesAndTheRestCostsItsConnectionOnly(byte[] stream) throws Exception {
    if (stream.length > 5 && stream[5] == 0x30) {
      sendToRep(stream);
    } else if (stream.length > 5 && stream[5] == 0x31) {
      sendToReq(stream);
    } else {
      sendToPull(stream);
    }
  }

  private static void sendToPull(byte[] stream) throws Exception {
    PullSocket socket = required(pull);
    try (RawPeer peer = RawPeer.connect(socket.address())) {
      send(peer, stream);
      for (ByteBuffer frame : frames(stream, RawPeer.PUSH_HEADER, 0)) {
        assertArrayEquals(bytes(frame), socket.receive(SOON));
      }
      awaitHangUp(peer);
    }
    assertNull(socket.receive(Duration.ZERO));
  }

  private static void sendToRep(byte[] stream) throws Exception {
    RepSocket socket = required(rep);
    try (RawPeer peer = RawPeer.connect(socket.address())) {
      send(peer, stream);
      for (ByteBuffer frame : frames(stream, RawPeer.REQ_HEADER, Integer.BYTES)) {
        ByteBuffer body = afterBacktrace(frame);
        if (body == null) {
          break;
        }
        RepSocket.Request request = required(socket.receive(SOON));
        assertArrayEquals(bytes(body), request.body());
        reply(request);
      }
      awaitHangUp(peer);
    }
    assertNull(socket.receive(Duration.ZERO));
  }

  private static void reply(RepSocket.Request request) throws IOException {
    try {
      request.reply(ByteBuffer.wrap(request.body()));
    } catch (ConnectionLostException | ClosedChannelException e) {
      // A malformed frame that follows has ended the connection already.
      assertNotNull(e);
    }
  }

  private static @Nullable ByteBuffer afterBacktrace(ByteBuffer frame) {
    for (int hop = 0; hop < MAX_HOPS && frame.remaining() >= Integer.BYTES; hop++) {
      if (frame.getInt() < 0) {
        return frame.slice();
      }
    }
    return null;
  }

  private static void sendToReq(byte[] stream) throws Exception {
    RawListener server = required(listener);
    ByteBuffer expected =
        frames(stream, RawPeer.REP_HEADER, Integer.BYTES).stream()
            .filter(frame -> frame.getInt() == OPEN_ID)
            .findFirst()
            .orElse(null);
    CompletableFuture<Void> serving = Async.run(() -> answer(server.accept(), stream));
    try (ReqSocket req = new ReqSocket(server.address(), LIMITS)) {
      assertTrue(req.tryConnect());
      req.send(ByteBuffer.wrap(QUESTION));
      assertEquals(expected, req.receive());
    } catch (SpException e) {
      assertNull(expected, e::getMessage);
      assertTrue(String.valueOf(e.getMessage()).startsWith(server.address() + ": "), e::toString);
    }
    serving.get();
  }

  /** Sends the stream, with the id of the open request in its place. */
  private static void answer(RawPeer peer, byte[] stream) throws IOException {
    try (peer) {
      int header = Math.min(8, stream.length);
      peer.write(ByteBuffer.wrap(stream, 0, header));
      byte[] rest = Arrays.copyOfRange(stream, header, stream.length);
      String request = peer.read(8 + 9 + 4 + QUESTION.length);
      if (request.length() == 2 * (8 + 9 + 4 + QUESTION.length)) {
        byte[] id = HexFormat.of().parseHex(request.substring(2 * 17, 2 * 21));
        for (ByteBuffer frame : frames(stream, RawPeer.REP_HEADER, Integer.BYTES)) {
          if (frame.getInt(0) == OPEN_ID) {
            System.arraycopy(id, 0, rest, frame.arrayOffset() - header, Integer.BYTES);
          }
        }
        send(peer, rest);
        awaitHangUp(peer);
      }
    } catch (IOException e) {
      assertHungUp(e);
    }
  }

  /** The frames as the package's documentation has them, up to the first that is malformed. */
  private static List<ByteBuffer> frames(byte[] stream, String header, int min) {
    List<ByteBuffer> frames = new ArrayList<>();
    ByteBuffer left = ByteBuffer.wrap(stream);
    if (left.remaining() < 8 || !header.equals(HexFormat.of().formatHex(stream, 0, 8))) {
      return frames;
    }
    left.position(8);
    while (left.remaining() >= 9 && left.get() == 1) {
      long length = left.getLong();
      if (length < min || length > LIMIT || length > left.remaining()) {
        break;
      }
      frames.add(left.slice(left.position(), (int) length));
      left.position(left.position() + (int) length);
    }
    return frames;
  }

  private static <T> T required(@Nullable T value) {
    assertNotNull(value);
    return value;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static void send(RawPeer peer, byte[] bytes) throws IOException {
    try {
      peer.write(ByteBuffer.wrap(bytes));
      peer.channel().shutdownOutput();
    } catch (IOException e) {
      assertHungUp(e);
    }
  }

  private static void awaitHangUp(RawPeer peer) throws IOException {
    try {
      String rest = peer.read(1 << 20);
      assertTrue(rest.length() < 2 << 20);
    } catch (IOException e) {
      assertHungUp(e);
    }
  }

  private static void assertHungUp(IOException e) {
    assertTrue(
        String.valueOf(e.getMessage()).matches("Broken pipe|Connection reset.*"), e::toString);
  }
}
