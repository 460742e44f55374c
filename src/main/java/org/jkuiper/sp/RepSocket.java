package org.jkuiper.sp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * REP: binds, receives the requests of any number of REQ peers and replies to each. At most one
 * request of each peer is read ahead. A peer that breaks the protocol loses its connection, with a
 * warning in the log, and disturbs nobody else.
 *
 * <p>Threads: all methods from any; {@link #close} wakes a blocked receive with a {@link
 * ClosedChannelException}.
 */
public final class RepSocket implements Closeable {
  /** The hops (devices, ids) of a request's way, as mangos and nng allow by default. */
  private static final int MAX_HOPS = 8;

  private final Listener<Request> listener;

  private RepSocket(SpAddress address, SpLimits limits) throws IOException {
    listener = Listener.bind(address, SpProtocol.REP, limits, RepSocket::read);
  }

  /**
   * Binds; peers can connect when this returns. An ipc socket has mode 0600 and accepts only root
   * and our own user; the file of a dead listener is replaced.
   *
   * @throws SpException if the address is in use, a symbolic link, or cannot be bound
   */
  public static RepSocket bind(SpAddress address, SpLimits limits) throws IOException {
    return new RepSocket(address, limits);
  }

  static Request read(SpConnection connection) throws IOException {
    int left = connection.receiveLength(Integer.BYTES);
    ByteBuffer backtrace = ByteBuffer.allocate(MAX_HOPS * Integer.BYTES);
    int word;
    do {
      if (left < Integer.BYTES || !backtrace.hasRemaining()) {
        throw connection.tooShort();
      }
      word = connection.receiveInt();
      backtrace.putInt(word);
      left -= Integer.BYTES;
    } while ((word & SpProtocol.REQUEST_ID_BIT) == 0);
    return new Request(connection, backtrace.flip(), connection.receiveBody(new byte[0], left));
  }

  /** The address, with the port that was found free where 0 was asked for. */
  public SpAddress address() {
    return listener.address();
  }

  /** The next request; null at the timeout, which may be as long as one likes. */
  public @Nullable Request receive(Duration timeout) throws IOException, InterruptedException {
    return listener.receive(timeout);
  }

  @Override
  public void close() {
    listener.close();
  }

  /** One request and the way back to who sent it. */
  public static final class Request {
    private final SpConnection connection;
    private final ByteBuffer backtrace;
    private final byte[] body;

    private Request(SpConnection connection, ByteBuffer backtrace, byte[] body) {
      this.connection = connection;
      this.backtrace = backtrace;
      this.body = body;
    }

    /** The body: the array itself, no copy. */
    public byte[] body() {
      return body;
    }

    /**
     * Replies; the parts follow one another, their positions stay. Blocks while the peer does not
     * read.
     *
     * @throws ConnectionLostException if the peer is gone
     */
    public void reply(ByteBuffer... body) throws IOException {
      connection.send(backtrace, body);
    }
  }
}
