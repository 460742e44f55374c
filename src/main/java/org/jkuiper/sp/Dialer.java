package org.jkuiper.sp;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The dialing half of a socket: one peer, connected again after each loss.
 *
 * <p>One thread at a time connects and uses the connection; {@link #close} may come from any.
 */
final class Dialer implements Closeable {
  private final SpAddress address;
  private final SpProtocol self;
  private final SpLimits limits;

  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable SocketChannel channel;

  private @Nullable SpConnection connection;
  private long connectedAt;
  private long backoff;
  private @Nullable String logged;

  Dialer(SpAddress address, SpProtocol self, SpLimits limits) {
    this.address = address;
    this.self = self;
    this.limits = limits;
    backoff = limits.minBackoff().toMillis();
    connectedAt = System.nanoTime() - limits.maxBackoff().toNanos();
  }

  /** One attempt; false if nobody listens. */
  boolean tryConnect() throws IOException {
    if (connection != null) {
      return true;
    }
    SocketChannel fresh = open();
    Deadline deadline = new Deadline(fresh, SpConnection.HANDSHAKE_TIME);
    try (deadline) {
      if (reach(fresh)) {
        connection = SpConnection.handshake(fresh, address, self, limits);
        connectedAt = System.nanoTime();
        logged = null;
      }
    } catch (ClosedChannelException e) {
      throw deadline.explain(e, address);
    } finally {
      if (connection == null) {
        SpConnection.close(fresh);
      }
    }
    return connection != null;
  }

  /**
   * Attempts until connected. The pause between attempts doubles; a connection that outlived the
   * pause before it sets it back, so that a peer which takes connections only to drop them is not
   * called in a hot loop.
   */
  void connect() throws IOException, InterruptedException {
    if (connection != null) {
      return;
    }
    if (System.nanoTime() - connectedAt >= Duration.ofMillis(backoff).toNanos()) {
      backoff = limits.minBackoff().toMillis();
    } else {
      pause();
    }
    while (!attempt()) {
      pause();
    }
  }

  private boolean attempt() throws IOException, InterruptedException {
    try {
      return tryConnect();
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(logged)) {
        log().log(Level.WARNING, message + "; trying again");
        logged = message;
      }
      return false;
    }
  }

  private void pause() throws IOException, InterruptedException {
    if (closed.await(backoff, TimeUnit.MILLISECONDS)) {
      throw new ClosedChannelException();
    }
    backoff = Math.min(2 * backoff, limits.maxBackoff().toMillis());
  }

  /** The interrupt of a thread whose channel the JDK closed for it. */
  static InterruptedException interrupted(ClosedByInterruptException e) {
    Thread.interrupted();
    InterruptedException interrupted = new InterruptedException();
    interrupted.initCause(e);
    return interrupted;
  }

  /** The connection; throws {@link ConnectionLostException} if there is none. */
  SpConnection connection() throws IOException {
    if (closed.getCount() == 0) {
      throw new ClosedChannelException();
    }
    if (connection == null) {
      throw new ConnectionLostException(address + ": not connected");
    }
    return connection;
  }

  /** Forgets a connection that failed. */
  void drop() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  private synchronized SocketChannel open() throws IOException {
    if (closed.getCount() == 0) {
      throw new ClosedChannelException();
    }
    SocketChannel fresh =
        address instanceof SpAddress.Ipc
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    channel = fresh;
    return fresh;
  }

  private boolean reach(SocketChannel fresh) throws IOException {
    try {
      if (address instanceof SpAddress.Ipc ipc) {
        return SocketFile.exists(ipc.path())
            && fresh.connect(UnixDomainSocketAddress.of(ipc.path()));
      }
      SpAddress.Tcp tcp = (SpAddress.Tcp) address;
      InetSocketAddress target = new InetSocketAddress(tcp.host(), tcp.port());
      if (target.isUnresolved()) {
        throw new SpException(address + ": unknown host");
      }
      fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return fresh.connect(target);
    } catch (ConnectException e) {
      return false;
    } catch (SpException | ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      if (address instanceof SpAddress.Ipc ipc
          && Files.notExists(ipc.path(), LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      throw new SpException(address + ": cannot connect: " + e, e);
    }
  }

  @Override
  public synchronized void close() {
    closed.countDown();
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        log().log(Level.DEBUG, address + ": close", e);
      }
    }
  }

  /** Looked up at need: it starts java.util.logging, which takes as long as all of our sockets. */
  private static System.Logger log() {
    return System.getLogger(Dialer.class.getName());
  }
}
