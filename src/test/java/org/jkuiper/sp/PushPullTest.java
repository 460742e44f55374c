package org.jkuiper.sp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PushPullTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir private Path dir;

  private SpAddress address(String scheme) {
    return scheme.equals("ipc")
        ? new SpAddress.Ipc(dir.resolve("x.ipc"))
        : new SpAddress.Tcp("127.0.0.1", 0);
  }

  private static ByteBuffer number(int n) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(0, n);
  }

  private static int nextNumber(PullSocket pull) throws Exception {
    byte[] message = pull.receive(SOON);
    assertNotNull(message);
    return ByteBuffer.wrap(message).getInt();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ipc", "tcp"})
  void messagesArriveInOrder(String scheme) throws Exception {
    try (PullSocket pull = PullSocket.bind(address(scheme), SpLimits.DEFAULT);
        PushSocket push = PushSocket.dial(pull.address(), SpLimits.DEFAULT)) {
      CompletableFuture<Void> sending =
          Async.run(
              () -> {
                for (int n = 0; n < 10_000; n++) {
                  push.send(number(n));
                }
              });
      for (int n = 0; n < 10_000; n++) {
        assertEquals(n, nextNumber(pull));
      }
      sending.get();
      assertNull(pull.receive(Duration.ofMillis(20)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 150_000, 16 << 20})
  void aBodyOfAnySizeArrives(int size) throws Exception {
    byte[] body = new byte[size];
    Arrays.fill(body, (byte) 7);
    try (PullSocket pull = PullSocket.bind(address("ipc"), SpLimits.DEFAULT);
        PushSocket push = PushSocket.dial(pull.address(), SpLimits.DEFAULT)) {
      CompletableFuture<Void> sending = Async.run(() -> push.send(ByteBuffer.wrap(body)));
      assertArrayEquals(body, pull.receive(SOON));
      sending.get();
    }
  }

  @Test
  void sendWaitsForAPeer() throws Exception {
    SpAddress address = address("ipc");
    try (PushSocket push = PushSocket.dial(address, SpLimits.DEFAULT)) {
      CompletableFuture<Void> sending = Async.run(() -> push.send(number(1)));
      Thread.sleep(100);
      assertFalse(sending.isDone());
      try (PullSocket pull = PullSocket.bind(address, SpLimits.DEFAULT)) {
        assertEquals(1, nextNumber(pull));
        sending.get();
      }
    }
  }

  @Test
  void aSlowReceiverHoldsTheSenderBack() throws Exception {
    try (PullSocket pull = PullSocket.bind(address("ipc"), SpLimits.DEFAULT);
        PushSocket push = PushSocket.dial(pull.address(), SpLimits.DEFAULT)) {
      AtomicInteger sent = new AtomicInteger();
      CompletableFuture<Void> sending =
          Async.run(
              () -> {
                for (int n = 0; n < 20; n++) {
                  push.send(number(n), ByteBuffer.allocate(1 << 20));
                  sent.incrementAndGet();
                }
              });
      Thread.sleep(200);
      assertTrue(sent.get() <= 2, "one frame read ahead, one in the sockets: " + sent.get());
      for (int n = 0; n < 20; n++) {
        assertEquals(n, nextNumber(pull));
      }
      sending.get();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ipc", "tcp"})
  void aPeerThatRestartsGetsTheNextMessageOnce(String scheme) throws Exception {
    PullSocket first = PullSocket.bind(address(scheme), SpLimits.DEFAULT);
    SpAddress address = first.address();
    try (PushSocket push = PushSocket.dial(address, SpLimits.DEFAULT)) {
      try (first) {
        push.send(number(1));
        assertEquals(1, nextNumber(first));
      }
      Thread.sleep(20);
      try (PullSocket second = PullSocket.bind(address, SpLimits.DEFAULT)) {
        push.send(number(2));
        push.send(number(3));
        assertEquals(2, nextNumber(second));
        assertEquals(3, nextNumber(second));
        assertNull(second.receive(Duration.ofMillis(50)));
      }
    }
  }

  @Test
  void aSilentPeerHoldsNobodyUp() throws Exception {
    try (PullSocket pull = PullSocket.bind(address("ipc"), SpLimits.DEFAULT);
        RawPeer silent = RawPeer.connect(pull.address());
        PushSocket push = PushSocket.dial(pull.address(), SpLimits.DEFAULT)) {
      push.send(number(5));
      assertEquals(5, nextNumber(pull));
      assertTrue(silent.channel().isOpen());
    }
  }

  @Test
  void closeWakesABlockedSendAndABlockedReceive() throws Exception {
    PullSocket pull = PullSocket.bind(address("ipc"), SpLimits.DEFAULT);
    PushSocket push = PushSocket.dial(pull.address(), SpLimits.DEFAULT);
    CompletableFuture<Void> sending =
        Async.run(
            () -> {
              while (true) {
                push.send(ByteBuffer.allocate(1 << 20));
              }
            });
    Thread.sleep(100);
    push.close();
    assertInstanceOf(ClosedChannelException.class, Async.fault(sending));
    while (pull.receive(Duration.ofMillis(100)) != null) {
      // what had been sent
    }
    var receiving = Async.call(() -> pull.receive(Duration.ofSeconds(Long.MAX_VALUE)));
    Thread.sleep(50);
    pull.close();
    assertInstanceOf(ClosedChannelException.class, Async.fault(receiving));
  }

  @Test
  void anInterruptEndsABlockedSend() throws Exception {
    try (PullSocket pull = PullSocket.bind(address("ipc"), SpLimits.DEFAULT);
        PushSocket push = PushSocket.dial(pull.address(), SpLimits.DEFAULT)) {
      Thread main = Thread.currentThread();
      CompletableFuture<Void> interrupting =
          Async.run(
              () -> {
                TimeUnit.MILLISECONDS.sleep(200);
                main.interrupt();
              });
      assertThrows(
          InterruptedException.class,
          () -> {
            while (true) {
              push.send(ByteBuffer.allocate(1 << 20));
            }
          });
      assertFalse(Thread.currentThread().isInterrupted());
      interrupting.get();
    }
  }
}
