package org.jkuiper.sp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a peer sends: the frames that a second, naive decoder finds in it arrive, and the rest
 * costs the connection, with a sentence. The protocol that the stream claims decides who reads it.
 */
class FrameFuzzTest {
  private static final int LIMIT = 1 << 16;
  private static final int MAX_HOPS = 8;

  private static final SpLimits LIMITS = SpLimits.DEFAULT.withMaxFrameBytes(LIMIT);

  @TempDir private static Path dir;
  private static @Nullable RawListener listener;

  /** Kept from one stream to the next, as a REQ keeps it from one connection to the next. */
  private final ReceiveBuffer buffer = new ReceiveBuffer();

  @BeforeAll
  static void listen() throws IOException {
    listener = RawListener.bind(new SpAddress.Ipc(dir.resolve("x.ipc")));
  }

  @AfterAll
  static void close() throws IOException {
    listener().close();
  }

  private static RawListener listener() {
    assertNotNull(listener);
    return listener;
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
  void whatIsFramedWellArrivesAndTheRestCostsTheConnection(byte[] stream) throws Exception {
    switch (stream.length > 5 ? stream[5] : 0) {
      case 0x31 ->
          assertEquals(
              frames(stream, RawPeer.REP_HEADER, Integer.BYTES),
              received(SpProtocol.REQ, stream, this::readAsReq));
      case 0x30 ->
          assertEquals(
              requests(stream),
              received(SpProtocol.REP, stream, read -> RepSocket.read(read).body()));
      default ->
          assertEquals(
              frames(stream, RawPeer.PUSH_HEADER, 0),
              received(SpProtocol.PULL, stream, PullSocket::read));
    }
  }

  private byte[] readAsReq(SpConnection connection) throws IOException {
    int length = buffer.receive(connection, Integer.BYTES);
    return Arrays.copyOf(buffer.bytes(), length);
  }

  /** What a socket reads from the stream until its connection fails. */
  private static List<ByteBuffer> received(
      SpProtocol self, byte[] stream, Listener.Reader<byte[]> reader) throws IOException {
    List<ByteBuffer> received = new ArrayList<>();
    try (RawPeer peer = RawPeer.connect(listener().address());
        RawPeer accepted = listener().accept()) {
      peer.write(ByteBuffer.wrap(stream));
      peer.channel().shutdownOutput();
      SpConnection connection =
          SpConnection.handshake(accepted.channel(), listener().address(), self, LIMITS);
      while (received.size() <= stream.length) {
        received.add(ByteBuffer.wrap(reader.read(connection)));
      }
    } catch (SpException e) {
      assertTrue(
          String.valueOf(e.getMessage()).startsWith(listener().address() + ": "), e::toString);
    }
    return received;
  }

  /** The bodies of requests, up to the first whose way back is too long or does not end. */
  private static List<ByteBuffer> requests(byte[] stream) {
    List<ByteBuffer> bodies = new ArrayList<>();
    for (ByteBuffer frame : frames(stream, RawPeer.REQ_HEADER, Integer.BYTES)) {
      int hops = 0;
      while (frame.remaining() >= Integer.BYTES && hops < MAX_HOPS && frame.getInt() >= 0) {
        hops++;
      }
      if (hops == MAX_HOPS || frame.getInt(frame.position() - Integer.BYTES) >= 0) {
        break;
      }
      bodies.add(frame.slice());
    }
    return bodies;
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
}
