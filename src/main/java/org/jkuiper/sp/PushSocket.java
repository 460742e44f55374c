package org.jkuiper.sp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;

/**
 * PUSH: dials one PULL and sends to it.
 *
 * <p>A frame that a lost connection cut off is sent again on the next one; the peer never delivers
 * half a frame, so nothing arrives twice. A frame that was written whole may still be lost with a
 * peer that dies before it reads it: PUSH knows no acknowledgement.
 *
 * <p>Threads: any may send, one frame after the other; {@link #close} may come from any and wakes a
 * blocked call with a {@link ClosedChannelException}.
 */
public final class PushSocket implements Closeable {
  private static final ByteBuffer NO_HEAD = ByteBuffer.allocate(0);

  private final Dialer dialer;

  private PushSocket(SpAddress address, SpLimits limits) {
    dialer = new Dialer(address, SpProtocol.PUSH, limits);
  }

  /** Does not block: the first send connects. */
  public static PushSocket dial(SpAddress address, SpLimits limits) {
    return new PushSocket(address, limits);
  }

  /**
   * One attempt to connect, as {@link ReqSocket#tryConnect}.
   *
   * @return whether connected; false if nobody listens
   */
  public synchronized boolean tryConnect() throws IOException {
    return dialer.tryConnect();
  }

  /**
   * Sends one message; the parts follow one another, their positions stay. Blocks until a peer is
   * there and the frame is written whole. What keeps it from connecting is logged, once as long as
   * it stays the same.
   *
   * @throws ClosedChannelException after {@link #close}
   */
  public synchronized void send(ByteBuffer... body) throws IOException, InterruptedException {
    while (true) {
      dialer.connect();
      SpConnection connection = dialer.connection();
      if (connection.lost()) {
        dialer.drop();
        continue;
      }
      try {
        connection.send(NO_HEAD, body);
        return;
      } catch (ConnectionLostException e) {
        dialer.drop();
      } catch (ClosedByInterruptException e) {
        dialer.drop();
        throw Dialer.interrupted(e);
      }
    }
  }

  @Override
  public void close() {
    dialer.close();
  }
}
