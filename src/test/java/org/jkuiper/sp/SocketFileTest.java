package org.jkuiper.sp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SocketFileTest {
  @TempDir private Path dir;
  private Path path = Path.of("");
  private SpAddress address = new SpAddress.Tcp("unset", 0);

  @BeforeEach
  void setPath() {
    path = dir.resolve("x.ipc");
    address = new SpAddress.Ipc(path);
  }

  private PullSocket bind() throws IOException {
    return PullSocket.bind(address, SpLimits.DEFAULT);
  }

  private void leaveStaleFile() throws IOException {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
  }

  private boolean answers() throws IOException {
    try (PushSocketProbe probe = new PushSocketProbe(address)) {
      return probe.connects();
    }
  }

  /** Connects as PUSH does, once. */
  private record PushSocketProbe(Dialer dialer) implements AutoCloseable {
    PushSocketProbe(SpAddress address) {
      this(new Dialer(address, SpProtocol.PUSH, SpLimits.DEFAULT));
    }

    boolean connects() throws IOException {
      return dialer.tryConnect();
    }

    @Override
    public void close() {
      dialer.close();
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.toList();
    }
  }

  private String refusal() {
    return String.valueOf(assertThrows(SpException.class, this::bind).getMessage());
  }

  @Test
  void nobodyElseCanConnectAtAnyMoment() throws Exception {
    Set<Set<PosixFilePermission>> seen = ConcurrentHashMap.newKeySet();
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> watching =
        Async.run(
            () -> {
              while (!done.get()) {
                try {
                  seen.add(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
                } catch (NoSuchFileException e) {
                  Thread.onSpinWait();
                }
              }
            });
    for (int i = 0; i < 300; i++) {
      try (PullSocket pull = bind()) {
        assertEquals(address, pull.address());
      }
    }
    try (PullSocket last = bind()) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      assertTrue(answers(), () -> last.address() + " answers");
    }
    done.set(true);
    watching.get();
    seen.remove(PosixFilePermissions.fromString("rw-------"));
    assertEquals(Set.of(), seen);
  }

  @Test
  void theFileIsGoneAfterCloseAndNothingIsLeftBeside() throws Exception {
    try (PullSocket pull = bind()) {
      assertEquals(List.of(path), files(), () -> pull.address().toString());
    }
    assertEquals(List.of(), files());
  }

  @Test
  void theFileOfADeadListenerIsReplaced() throws Exception {
    leaveStaleFile();
    try (PullSocket pull = bind()) {
      assertEquals(List.of(path), files(), () -> pull.address().toString());
      assertTrue(answers());
    }
  }

  @Test
  void aLiveListenerIsNotReplaced() throws Exception {
    try (PullSocket first = bind()) {
      assertTrue(refusal().contains("in use"), this::refusal);
      assertTrue(refusal().contains(path.toString()), this::refusal);
      assertTrue(answers(), () -> first.address() + " still answers");
      assertEquals(List.of(path), files());
    }
  }

  @Test
  void ofManyThatBindAtOnceOneWins() throws Exception {
    for (int round = 0; round < 30; round++) {
      leaveStaleFile();
      CountDownLatch start = new CountDownLatch(1);
      List<CompletableFuture<PullSocket>> racers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        racers.add(
            Async.call(
                () -> {
                  start.await();
                  return bind();
                }));
      }
      start.countDown();
      int winners = 0;
      for (CompletableFuture<PullSocket> racer : racers) {
        try {
          racer.get();
          winners++;
        } catch (ExecutionException e) {
          assertTrue(e.getCause() instanceof SpException, () -> "" + e.getCause());
        }
      }
      assertEquals(1, winners);
      assertTrue(answers());
      assertEquals(List.of(path), files());
      for (CompletableFuture<PullSocket> racer : racers) {
        if (!racer.isCompletedExceptionally()) {
          racer.join().close();
        }
      }
    }
  }

  @Test
  void aFileOfSomebodyElseIsLeftAlone() throws Exception {
    Files.writeString(path, "precious");
    assertTrue(refusal().contains("not a socket"), this::refusal);
    assertEquals("precious", Files.readString(path));
    assertEquals(List.of(path), files());
  }

  @Test
  void aSymbolicLinkIsNotFollowed() throws Exception {
    Path real = dir.resolve("real.ipc");
    Files.createSymbolicLink(path, real);
    assertTrue(refusal().contains("symbolic link"), this::refusal);
    assertFalse(Files.exists(real, LinkOption.NOFOLLOW_LINKS));
    try (PullSocket behind = PullSocket.bind(new SpAddress.Ipc(real), SpLimits.DEFAULT)) {
      assertTrue(refusal().contains("symbolic link"), () -> behind.address().toString());
      SpException dialed = assertThrows(SpException.class, this::answers);
      assertTrue(String.valueOf(dialed.getMessage()).contains("symbolic link"));
    }
  }

  @Test
  void closeLeavesTheFileOfASuccessorAlone() throws Exception {
    PullSocket first = bind();
    Files.delete(path);
    try (PullSocket second = bind()) {
      first.close();
      assertTrue(answers(), () -> second.address() + " answers");
    }
    assertEquals(List.of(), files());
  }

  @Test
  void aMissingDirectoryIsNamed() {
    path = dir.resolve("none").resolve("x.ipc");
    address = new SpAddress.Ipc(path);
    assertTrue(refusal().contains("none"), this::refusal);
  }

  @Test
  void theLongestPathWorks() throws Exception {
    path = dir.resolve("x".repeat(SpAddress.MAX_PATH_BYTES - dir.toString().length() - 1));
    address = new SpAddress.Ipc(path);
    try (PullSocket pull = bind()) {
      assertTrue(answers(), () -> pull.address() + " answers");
    }
  }
}
