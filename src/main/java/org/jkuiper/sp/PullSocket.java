package org.jkuiper.sp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * PULL: binds, and receives what any number of PUSH peers send. At most one message of each is read
 * ahead; then its socket fills and it has to wait. A peer that breaks the protocol loses its
 * connection, with a warning in the log, and disturbs nobody else. Messages are in order on each
 * connection; the last of one that was lost may come after the first of its successor.
 *
 * <p>Threads: all methods from any; {@link #close} wakes a blocked receive with a {@link
 * ClosedChannelException}.
 */
public final class PullSocket implements Closeable {
  private final Listener<byte[]> listener;

  private PullSocket(Listener<byte[]> listener) {
    this.listener = listener;
  }

  /**
   * Binds; peers can connect when this returns. An ipc socket has mode 0600 and accepts only root
   * and our own user; the file of a dead listener is replaced.
   *
   * @throws SpException if the address is in use, a symbolic link, or cannot be bound
   */
  public static PullSocket bind(SpAddress address, SpLimits limits) throws IOException {
    return new PullSocket(Listener.bind(address, SpProtocol.PULL, limits, PullSocket::read));
  }

  static byte[] read(SpConnection connection) throws IOException {
    return connection.receiveBody(new byte[0], connection.receiveLength(0));
  }

  /** The address, with the port that was found free where 0 was asked for. */
  public SpAddress address() {
    return listener.address();
  }

  /** The next message; null at the timeout, which may be as long as one likes. */
  public byte @Nullable [] receive(Duration timeout) throws IOException, InterruptedException {
    return listener.receive(timeout);
  }

  @Override
  public void close() {
    listener.close();
  }
}
