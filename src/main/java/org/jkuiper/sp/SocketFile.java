package org.jkuiper.sp;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The file of a bound ipc socket.
 *
 * <p>Java cannot set the umask, and a socket made at its place would be open to others until its
 * mode is set. So it is born in a private directory beside it, gets its mode 0600 there, and is
 * then hard-linked to its place: a link, unlike a rename, never replaces what somebody else put
 * there in the meantime.
 *
 * <p>Of two processes that replace the same dead file at once, one moves the other's fresh socket
 * aside, sees it alive, and puts it back; only a third that binds in between could win against one
 * that believes itself bound. Within a process one binds after the other.
 */
final class SocketFile implements Closeable {
  private final Path path;
  private final @Nullable Object key;

  private SocketFile(Path path, @Nullable Object key) {
    this.path = path;
    this.key = key;
  }

  /**
   * Binds the server; the file of a dead listener is replaced.
   *
   * @throws SpException if another process listens, the path is a symbolic link or no socket, or
   *     the file system refuses
   */
  static synchronized SocketFile bind(ServerSocketChannel server, SpAddress.Ipc address)
      throws IOException {
    Path path = address.path().toAbsolutePath();
    boolean stale = exists(path);
    if (stale && listens(path)) {
      throw inUse(path);
    }
    try {
      Path nursery = Files.createTempDirectory(path.getParent(), ".sp");
      Path born = nursery.resolve("s");
      Path old = nursery.resolve("o");
      try {
        server.bind(UnixDomainSocketAddress.of(born));
        Files.setPosixFilePermissions(born, PosixFilePermissions.fromString("rw-------"));
        if (stale) {
          Files.move(path, old, StandardCopyOption.ATOMIC_MOVE);
          if (!exists(old) || listens(old)) {
            // Another process was faster and this is its socket: back to its place.
            Files.createLink(path, old);
            throw inUse(path);
          }
        }
        Files.createLink(path, born);
        return new SocketFile(path, attributes(path).fileKey());
      } finally {
        Files.deleteIfExists(old);
        Files.deleteIfExists(born);
        Files.delete(nursery);
      }
    } catch (FileAlreadyExistsException e) {
      throw inUse(path);
    } catch (SpException e) {
      throw e;
    } catch (IOException e) {
      throw new SpException(address + ": cannot be bound: " + e, e);
    }
  }

  /**
   * Whether there is a socket at the path.
   *
   * @throws SpException if there is something else: a symbolic link is never followed
   */
  static boolean exists(Path path) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = attributes(path);
    } catch (NoSuchFileException e) {
      return false;
    }
    if (!attributes.isOther()) {
      throw new SpException(
          "ipc://%s: %s"
              .formatted(
                  path,
                  attributes.isSymbolicLink()
                      ? "a symbolic link, which is not followed"
                      : "not a socket"));
    }
    return true;
  }

  private static boolean listens(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // A listener whose queue is full would hold a blocking connect; it counts as alive.
      probe.configureBlocking(false);
      var unused = probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new SpException("ipc://%s: cannot be probed: %s".formatted(path, e), e);
      }
      return false;
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static SpException inUse(Path path) {
    return new SpException("ipc://%s: in use, another socket is bound to it".formatted(path));
  }

  /** Unlinks the file, unless another socket has taken its place. */
  @Override
  public void close() throws IOException {
    try {
      Object now = attributes(path).fileKey();
      if (now != null && now.equals(key)) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      return;
    }
  }
}
