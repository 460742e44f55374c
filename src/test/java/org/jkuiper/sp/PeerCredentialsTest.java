package org.jkuiper.sp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jkuiper.OtherUser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Peers of another user, which only root can start. */
@Timeout(60)
@EnabledIf(
    value = "org.jkuiper.OtherUser#isPossible",
    disabledReason = "needs root and setpriv to start a peer as another user")
class PeerCredentialsTest {
  private static final SpLimits LIMITS =
      SpLimits.DEFAULT.withBackoff(Duration.ofMillis(5), Duration.ofMillis(10));

  /** Connects, and prints what it is sent until the other side hangs up. */
  private static final String CONNECT =
      """
      import java.net.*;
      import java.nio.*;
      import java.nio.channels.*;
      import java.nio.file.*;
      class Connect {
        public static void main(String[] arguments) throws Exception {
          try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]))) {
            System.out.println(channel.read(ByteBuffer.allocate(100)));
          } catch (SocketException e) {
            System.out.println(e.getMessage());
          }
        }
      }
      """;

  /** Connects as we do, with our check of the peer. */
  private static final String DIAL =
      """
      import org.jkuiper.sp.*;
      class Dial {
        public static void main(String[] arguments) throws Exception {
          var address = SpAddress.parse("ipc://" + arguments[0]);
          try (ReqSocket req = new ReqSocket(address, SpLimits.DEFAULT)) {
            System.out.println(req.tryConnect());
          } catch (SpException e) {
            System.out.println(e.getClass().getSimpleName());
          }
        }
      }
      """;

  @TempDir private Path dir;
  private SpAddress.Ipc address = new SpAddress.Ipc(Path.of("unset"));

  /** Runs a program as another user, on our address. */
  private Process asNobody(String program) throws IOException, InterruptedException {
    Path classes = dir.resolve("classes");
    if (!Files.exists(classes)) {
      new ProcessBuilder("cp", "-r", "target/classes", classes.toString()).start().waitFor();
    }
    return OtherUser.run(program, dir, "-cp", classes.toString(), "%", address.path().toString());
  }

  @BeforeEach
  void openTheDirectoryAsTmpIs() throws IOException {
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
    address = new SpAddress.Ipc(dir.resolve("x.ipc"));
  }

  @AfterEach
  void closeTheDirectory() throws IOException {
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
  }

  /** docs/protocol.md, Sockets: {@code /tmp} is everybody's. */
  @Test
  void aListenerOfAnotherUserIsSentNothing() throws Exception {
    Process nobody = asNobody(OtherUser.LISTEN);
    try (BufferedReader output = nobody.inputReader();
        ReqSocket req = new ReqSocket(address, LIMITS)) {
      assertEquals("ready", output.readLine());
      String message =
          String.valueOf(assertThrows(UntrustedPeerException.class, req::tryConnect).getMessage());
      assertTrue(message.matches("ipc://.*: the peer runs as user .*; trusted .*root.*"), message);
      assertEquals("-1", output.readLine());
    } finally {
      nobody.destroyForcibly();
    }
  }

  @Test
  void connectWaitsUntilTheListenerIsOurs() throws Exception {
    Process nobody = asNobody(OtherUser.LISTEN);
    try (LogCapture log = new LogCapture(address);
        BufferedReader output = nobody.inputReader();
        PushSocket push = PushSocket.dial(address, LIMITS)) {
      assertEquals("ready", output.readLine());
      CompletableFuture<Void> sending = Async.run(() -> push.send(ByteBuffer.allocate(3)));
      assertEquals("-1", output.readLine());
      Thread.sleep(100);
      nobody.destroyForcibly().waitFor();
      try (PullSocket pull = PullSocket.bind(address, LIMITS)) {
        assertArrayEquals(new byte[3], pull.receive(Duration.ofSeconds(10)));
      }
      sending.get();
      assertEquals(1, log.warnings().size(), () -> log.warnings().toString());
    } finally {
      nobody.destroyForcibly();
    }
  }

  @Test
  void anotherUserCannotConnect() throws Exception {
    try (PullSocket pull = PullSocket.bind(address, LIMITS);
        BufferedReader output = asNobody(CONNECT).inputReader()) {
      assertEquals("Permission denied", output.readLine(), () -> pull.address().toString());
    }
  }

  @Test
  void anotherUserIsSentNothingEvenWhereTheFileModeLetsItConnect() throws Exception {
    try (LogCapture log = new LogCapture(address);
        PullSocket pull = PullSocket.bind(address, LIMITS)) {
      Files.setPosixFilePermissions(address.path(), PosixFilePermissions.fromString("rw-rw-rw-"));
      try (BufferedReader output = asNobody(CONNECT).inputReader()) {
        assertEquals("-1", output.readLine(), () -> pull.address().toString());
      }
      while (log.warnings().isEmpty()) {
        Thread.sleep(1);
      }
      assertTrue(log.warnings().get(0).contains("trusted are only root"), log.warnings()::toString);
    }
  }

  /** The other way round: a JVM of nobody, and root on the other end. */
  @Test
  void rootIsTrustedByAll() throws Exception {
    try (RepSocket rep = RepSocket.bind(address, LIMITS)) {
      Files.setPosixFilePermissions(address.path(), PosixFilePermissions.fromString("rw-rw-rw-"));
      try (BufferedReader output = asNobody(DIAL).inputReader()) {
        // The connection passes their check and ends in ours: root trusts no nobody.
        assertEquals("ConnectionLostException", output.readLine(), () -> rep.address().toString());
      }
    }
  }
}
