package org.jkuiper.sp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * REQ: dials one REP, sends a request, receives its reply.
 *
 * <p>It never sends a request again by itself: after a {@link ConnectionLostException} the caller
 * connects and sends something fresh. (eKuiper takes a repeated answer for the answer to its next
 * question.)
 *
 * <p>Threads: one at a time connects, sends and receives; {@link #close} may come from any and
 * wakes a blocked call with a {@link ClosedChannelException}. An interrupt closes the connection,
 * as on all channels of the JDK, and the call ends with a {@code ClosedByInterruptException}.
 */
public final class ReqSocket implements Closeable {
  private final Dialer dialer;
  private int requestId = ThreadLocalRandom.current().nextInt();
  private final ReceiveBuffer buffer = new ReceiveBuffer();

  /** Does not connect yet. */
  public ReqSocket(SpAddress address, SpLimits limits) {
    dialer = new Dialer(address, SpProtocol.REQ, limits);
  }

  /**
   * One attempt to connect, at most some seconds long.
   *
   * @return whether connected; false where nobody listens: no file, connection refused
   * @throws UntrustedPeerException if the listener is neither root nor our own user
   * @throws SpProtocolException if it is no REP, or sends no header
   * @throws SpException if the address is a symbolic link, no socket, or cannot be reached
   */
  public boolean tryConnect() throws IOException {
    return dialer.tryConnect();
  }

  /**
   * Attempts until connected, with a growing pause. A fault that {@link #tryConnect} would throw is
   * logged, once as long as it stays the same, and retried.
   *
   * @throws ClosedChannelException after {@link #close}
   */
  public void connect() throws IOException, InterruptedException {
    dialer.connect();
  }

  /**
   * Sends a request under a new id; the parts follow one another, their positions stay. Replies to
   * earlier requests are dropped from now on. Blocks while the peer does not read.
   *
   * @throws ConnectionLostException if there is no connection any more
   */
  public void send(ByteBuffer... body) throws IOException {
    SpConnection connection = dialer.connection();
    requestId = (requestId + 1) | SpProtocol.REQUEST_ID_BIT;
    try {
      connection.send(ByteBuffer.allocate(Integer.BYTES).putInt(0, requestId), body);
    } catch (IOException e) {
      dialer.drop();
      throw e;
    }
  }

  /**
   * Waits, without a deadline, for the reply to the latest request.
   *
   * @return the body, on the heap, position 0 but perhaps an {@link ByteBuffer#arrayOffset}; valid
   *     until the next receive
   * @throws ConnectionLostException if the peer is gone or nothing is connected
   * @throws SpProtocolException if the peer sends anything but frames
   * @throws FrameTooLargeException if the reply is above the limit; where it was {@linkplain
   *     FrameTooLargeException#passedOver passed over}, the next request can be sent
   */
  public ByteBuffer receive() throws IOException {
    SpConnection connection = dialer.connection();
    boolean whole = false;
    try {
      while (true) {
        int length = buffer.receive(connection, Integer.BYTES);
        ByteBuffer frame = ByteBuffer.wrap(buffer.bytes(), 0, length);
        if (frame.getInt() == requestId) {
          whole = true;
          return frame.slice();
        }
      }
    } catch (FrameTooLargeException e) {
      whole = e.passedOver();
      throw e;
    } finally {
      if (!whole) {
        dialer.drop();
      }
    }
  }

  @Override
  public void close() {
    dialer.close();
  }
}
