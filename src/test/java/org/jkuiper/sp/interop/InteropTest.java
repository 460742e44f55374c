package org.jkuiper.sp.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jkuiper.sp.ConnectionLostException;
import org.jkuiper.sp.PullSocket;
import org.jkuiper.sp.PushSocket;
import org.jkuiper.sp.RepSocket;
import org.jkuiper.sp.ReqSocket;
import org.jkuiper.sp.SpAddress;
import org.jkuiper.sp.SpLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must work with any implementation of the protocols. Message {@code i} of {@code n} bytes is
 * the u32 {@code i} and then 0, 1, … 250, 0, …, cut to {@code n}.
 */
@Timeout(120)
abstract class InteropTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int[] SIZES = {0, 1, 150_000, 16 << 20, 4};
  private static final String[] SIZE_WORDS = {"1x0", "1x1", "1x150000", "1x16777216", "1x4"};
  private static final byte[] HANDSHAKE = "handshake".getBytes(UTF_8);

  @TempDir private Path dir;

  /** How to start the other implementation's peer. */
  abstract List<String> program() throws Exception;

  private ForeignPeer peer(String protocol, String way, SpAddress address, String... messages)
      throws Exception {
    List<String> program = new ArrayList<>(program());
    program.addAll(List.of(protocol, way, address.toString()));
    return new ForeignPeer(program, messages);
  }

  private SpAddress address(String scheme) throws IOException {
    if (scheme.equals("ipc")) {
      return new SpAddress.Ipc(dir.resolve("x.ipc"));
    }
    try (ServerSocket free = new ServerSocket(0)) {
      return new SpAddress.Tcp("127.0.0.1", free.getLocalPort());
    }
  }

  private static byte[] message(int number, int size) {
    ByteBuffer message = ByteBuffer.allocate(size + Integer.BYTES).putInt(number);
    for (int i = 0; message.hasRemaining(); i++) {
      message.put((byte) (i % 251));
    }
    return Arrays.copyOf(message.array(), size);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static byte[] next(PullSocket pull) throws Exception {
    byte[] message = pull.receive(SOON);
    assertNotNull(message);
    return message;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ipc", "tcp"})
  void ourReqDancesWithTheirRepAsEkuiperLeads(String scheme) throws Exception {
    SpAddress address = address(scheme);
    try (ForeignPeer ekuiper = peer("rep", "listen", address, SIZE_WORDS);
        ReqSocket req = new ReqSocket(address, SpLimits.DEFAULT)) {
      req.connect();
      req.send(ByteBuffer.wrap(HANDSHAKE));
      for (int i = 0; i < SIZES.length; i++) {
        byte[] command = bytes(req.receive());
        assertArrayEquals(message(i, SIZES[i]), command);
        req.send(ByteBuffer.wrap(command));
      }
      ekuiper.expect("ok");
    }
  }

  /** docs/protocol.md, Functions 3. */
  @Test
  void aNewHandshakeMakesEkuiperRepeatItsOpenRequest() throws Exception {
    SpAddress address = address("ipc");
    try (ForeignPeer ekuiper = peer("rep", "listen", address, "2x8")) {
      for (int life = 0; life < 3; life++) {
        try (ReqSocket dies = new ReqSocket(address, SpLimits.DEFAULT)) {
          dies.connect();
          dies.send(ByteBuffer.wrap(HANDSHAKE));
          assertArrayEquals(message(0, 8), bytes(dies.receive()));
        }
        if (life > 0) {
          ekuiper.expect("handshake");
        }
      }
      try (ReqSocket lives = new ReqSocket(address, SpLimits.DEFAULT)) {
        lives.connect();
        lives.send(ByteBuffer.wrap(HANDSHAKE));
        for (int i = 0; i < 2; i++) {
          byte[] command = bytes(lives.receive());
          assertArrayEquals(message(i, 8), command);
          lives.send(ByteBuffer.wrap(command));
        }
        ekuiper.expect("handshake");
        ekuiper.expect("ok");
      }
    }
  }

  @Test
  void ourReqSeesTheirRepDieAndShakesHandsWithTheNext() throws Exception {
    SpAddress address = address("ipc");
    try (ReqSocket req = new ReqSocket(address, SpLimits.DEFAULT)) {
      for (int life = 0; life < 3; life++) {
        try (ForeignPeer ekuiper = peer("rep", "listen", address, "9x8")) {
          req.connect();
          req.send(ByteBuffer.wrap(HANDSHAKE));
          byte[] command = bytes(req.receive());
          assertArrayEquals(message(0, 8), command);
          req.send(ByteBuffer.wrap(command));
          assertArrayEquals(message(1, 8), bytes(req.receive()));
          ekuiper.kill();
          assertThrows(
              ConnectionLostException.class,
              () -> {
                req.send(ByteBuffer.wrap(command));
                req.receive();
              });
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ipc", "tcp"})
  void theirReqIsServedByOurRep(String scheme) throws Exception {
    SpAddress address = address(scheme);
    try (RepSocket rep = RepSocket.bind(address, SpLimits.DEFAULT);
        ForeignPeer client = peer("req", "dial", rep.address(), SIZE_WORDS)) {
      for (int size : SIZES) {
        RepSocket.Request request = rep.receive(SOON);
        assertNotNull(request);
        assertEquals(size, request.body().length);
        request.reply(ByteBuffer.wrap(request.body()));
      }
      client.expect("ok");
    }
  }

  @Test
  void theirReqFindsOurRepAgainAfterARestart() throws Exception {
    SpAddress address = address("ipc");
    RepSocket first = RepSocket.bind(address, SpLimits.DEFAULT);
    try (ForeignPeer client = peer("req", "dial", address, "2x8")) {
      try (first) {
        RepSocket.Request request = first.receive(SOON);
        assertNotNull(request);
        request.reply(ByteBuffer.wrap(request.body()));
        assertNotNull(first.receive(SOON));
      }
      try (RepSocket second = RepSocket.bind(address, SpLimits.DEFAULT)) {
        RepSocket.Request request = second.receive(SOON);
        assertNotNull(request);
        assertArrayEquals(message(1, 8), request.body());
        request.reply(ByteBuffer.wrap(request.body()));
        client.expect("ok");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ipc", "tcp"})
  void ourPushFillsTheirPull(String scheme) throws Exception {
    SpAddress address = address(scheme);
    try (ForeignPeer pull = peer("pull", "listen", address, withTenThousandMore());
        PushSocket push = PushSocket.dial(address, SpLimits.DEFAULT)) {
      for (int i = 0; i < SIZES.length + 10_000; i++) {
        push.send(ByteBuffer.wrap(message(i, i < SIZES.length ? SIZES[i] : 8)));
      }
      pull.expect(String.valueOf(SIZES.length - 1)); // the one of four bytes
      pull.expect("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ipc", "tcp"})
  void theirPushFillsOurPull(String scheme) throws Exception {
    SpAddress address = address(scheme);
    try (PullSocket pull = PullSocket.bind(address, SpLimits.DEFAULT);
        ForeignPeer push = peer("push", "dial", pull.address(), withTenThousandMore())) {
      for (int i = 0; i < SIZES.length + 10_000; i++) {
        assertArrayEquals(message(i, i < SIZES.length ? SIZES[i] : 8), next(pull));
      }
      push.expect("ok");
    }
  }

  private static String[] withTenThousandMore() {
    String[] words = Arrays.copyOf(SIZE_WORDS, SIZE_WORDS.length + 1);
    words[SIZE_WORDS.length] = "10000x8";
    return words;
  }

  @Test
  void nothingIsDoubledWhereTheirPullRestarts() throws Exception {
    SpAddress address = address("ipc");
    int number = 0;
    int last = -1;
    try (PushSocket push = PushSocket.dial(address, SpLimits.DEFAULT)) {
      for (int life = 0; life < 3; life++) {
        try (ForeignPeer pull = peer("pull", "listen", address, "100000x4")) {
          for (int sent = 0; sent < 100; sent++) {
            push.send(ByteBuffer.wrap(message(number++, 4)));
          }
          for (int received = 0; received < 100; received++) {
            int next = Integer.parseInt(String.valueOf(pull.line()));
            assertTrue(next > last, next + " after " + last);
            last = next;
          }
          pull.kill();
        }
      }
    }
    assertEquals(299, last, "nothing is lost either, where the old peer had read all");
  }

  @Test
  void nothingIsDoubledWhereOurPullRestarts() throws Exception {
    SpAddress address = address("ipc");
    PullSocket first = PullSocket.bind(address, SpLimits.DEFAULT);
    try (ForeignPeer push = peer("push", "dial", address, "200000x8")) {
      int last = -1;
      PullSocket pull = first;
      for (int life = 0; life < 3; life++) {
        try (PullSocket open = pull) {
          for (int received = 0; received < 1000; received++) {
            int number = ByteBuffer.wrap(next(open)).getInt();
            assertTrue(number > last, number + " after " + last);
            last = number;
          }
        }
        pull = PullSocket.bind(address, SpLimits.DEFAULT);
      }
      pull.close();
      assertTrue(push.isAlive());
    }
  }
}
