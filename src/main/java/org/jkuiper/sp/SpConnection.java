package org.jkuiper.sp;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;

/**
 * Handshake and frames over one blocking channel. Any fault closes the connection, because what
 * follows on the stream can no longer be told apart.
 *
 * <p>One thread reads; any thread may send, frames are written whole; {@link #close} wakes both,
 * with a {@link ClosedChannelException}. An interrupt does the same.
 */
final class SpConnection implements Closeable {
  /** The time from the connection to the peer's header. */
  static final Duration HANDSHAKE_TIME = Duration.ofSeconds(5);

  /**
   * The most that goes through one system call. The JDK keeps, per thread and for good, a direct
   * buffer as large as the largest heap buffer read or written: this bounds it.
   */
  static final int CHUNK_BYTES = 256 << 10;

  /** Trust in an announced length; beyond it a buffer grows only by what has arrived. */
  private static final int FIRST_ALLOCATION_BYTES = 1 << 20;

  /** A length above this is no message of anybody's. */
  private static final long MAX_SKIPPED_BYTES = 1L << 30;

  private static final byte IPC_FRAME = 1;

  private final SocketChannel channel;
  private final SpAddress address;
  private final SpLimits limits;
  private final ByteBuffer frameHeader;

  /** Told before the channel closes, so that who still sends knows that it was not our own side. */
  private volatile boolean faulty;

  private SpConnection(SocketChannel channel, SpAddress address, SpLimits limits) {
    this.channel = channel;
    this.address = address;
    this.limits = limits;
    frameHeader = ByteBuffer.allocate(frameHeaderBytes());
  }

  /**
   * Checks who the peer is, then exchanges headers.
   *
   * @param channel connected; the caller closes it if this throws
   */
  static SpConnection handshake(
      SocketChannel channel, SpAddress address, SpProtocol self, SpLimits limits)
      throws IOException {
    if (address instanceof SpAddress.Ipc) {
      PeerCredentials.check(channel, address);
    }
    SpConnection connection = new SpConnection(channel, address, limits);
    connection.write(self.header());
    ByteBuffer header = ByteBuffer.allocate(SpProtocol.HEADER_BYTES);
    connection.fill(header);
    self.checkPeer(header.flip(), address);
    return connection;
  }

  /**
   * Writes one frame: the given parts one after the other, whose positions stay as they are. Blocks
   * while the peer does not read.
   */
  synchronized void send(ByteBuffer head, ByteBuffer... body) throws IOException {
    if (!channel.isOpen()) {
      throw new ConnectionLostException(address + ": the connection is closed");
    }
    long length = head.remaining();
    ByteBuffer[] frame = new ByteBuffer[body.length + 2];
    frame[1] = head.duplicate();
    for (int i = 0; i < body.length; i++) {
      frame[i + 2] = body[i].duplicate();
      length += body[i].remaining();
    }
    ByteBuffer header = ByteBuffer.allocate(frameHeaderBytes());
    if (address instanceof SpAddress.Ipc) {
      header.put(IPC_FRAME);
    }
    frame[0] = header.putLong(length).flip();
    write(frame);
  }

  /**
   * Waits for the next frame, without a deadline, and reads its header.
   *
   * @param min the fewest bytes that make sense
   * @return the length of the frame, within the limits
   */
  int receiveLength(int min) throws IOException {
    fill(frameHeader.clear());
    frameHeader.flip();
    if (address instanceof SpAddress.Ipc) {
      byte type = frameHeader.get();
      if (type != IPC_FRAME) {
        throw fault(
            new SpProtocolException("%s: wrong frame type 0x%02x".formatted(address, type)));
      }
    }
    long length = frameHeader.getLong();
    if (length < 0 || length > limits.maxFrameBytes()) {
      throw tooLarge(length);
    }
    if (length < min) {
      throw tooShort();
    }
    return (int) length;
  }

  /**
   * Passes over a frame of a length that some message may have, for its receiver to refuse it: a
   * peer that repeats its message on each connection would never be told otherwise.
   */
  private FrameTooLargeException tooLarge(long length) throws IOException {
    String message =
        "%s: a frame of %s bytes is above the limit of %d"
            .formatted(address, Long.toUnsignedString(length), limits.maxFrameBytes());
    if (length < 0 || length > MAX_SKIPPED_BYTES) {
      return fault(new FrameTooLargeException(message, false));
    }
    ByteBuffer scratch = ByteBuffer.allocate(CHUNK_BYTES);
    for (long left = length; left > 0; left -= scratch.limit()) {
      fill(scratch.clear().limit((int) Math.min(left, CHUNK_BYTES)));
    }
    return new FrameTooLargeException(message, true);
  }

  /** Reads one word of a frame's head. */
  int receiveInt() throws IOException {
    ByteBuffer word = ByteBuffer.allocate(Integer.BYTES);
    fill(word);
    return word.getInt(0);
  }

  /**
   * Reads the rest of a frame.
   *
   * @param buffer to be filled, if it is large enough
   * @return the buffer, or the one that took its place: it then grew as the bytes arrived and has
   *     exactly {@code length} bytes
   */
  byte[] receiveBody(byte[] buffer, int length) throws IOException {
    byte[] body = buffer;
    if (body.length < length) {
      body = new byte[Math.min(length, Math.max(body.length, FIRST_ALLOCATION_BYTES))];
    }
    int filled = 0;
    while (true) {
      int end = Math.min(length, body.length);
      fill(ByteBuffer.wrap(body, filled, end - filled));
      if (end == length) {
        return body;
      }
      filled = end;
      body = Arrays.copyOf(body, (int) Math.min(length, 2L * body.length));
    }
  }

  /** The fault of a frame that ends before the request id does. */
  SpProtocolException tooShort() {
    return fault(new SpProtocolException(address + ": a frame too short for its request id"));
  }

  /**
   * Whether the peer has closed its end, seen without waiting. Only for protocols whose peer sends
   * nothing. A write tells it too, but on TCP only the second one.
   */
  boolean lost() {
    // Bytes that should not be there count as lost, too.
    try {
      channel.configureBlocking(false);
      int read = channel.read(ByteBuffer.allocate(1));
      channel.configureBlocking(true);
      return read != 0;
    } catch (IOException e) {
      return true;
    }
  }

  private void fill(ByteBuffer target) throws IOException {
    int end = target.limit();
    while (target.position() < end) {
      target.limit(Math.min(end, target.position() + CHUNK_BYTES));
      int read;
      try {
        read = channel.read(target);
      } catch (IOException e) {
        throw lost(e);
      }
      if (read < 0) {
        throw fault(new ConnectionLostException(address + ": the peer closed the connection"));
      }
    }
  }

  private void write(ByteBuffer... parts) throws IOException {
    int first = 0;
    while (first < parts.length) {
      int room = CHUNK_BYTES;
      int next = first;
      int limit = 0;
      while (next < parts.length && room > 0) {
        ByteBuffer part = parts[next++];
        limit = part.limit();
        part.limit(part.position() + Math.min(room, part.remaining()));
        room -= part.remaining();
      }
      try {
        channel.write(parts, first, next - first);
      } catch (IOException e) {
        throw lost(e);
      }
      parts[next - 1].limit(limit);
      while (first < parts.length && !parts[first].hasRemaining()) {
        first++;
      }
    }
  }

  private IOException lost(IOException cause) {
    boolean ours =
        cause instanceof ClosedByInterruptException
            || (cause instanceof ClosedChannelException && !faulty);
    return fault(
        ours ? cause : new ConnectionLostException(address + ": connection lost: " + cause, cause));
  }

  private <E extends IOException> E fault(E fault) {
    if (!(fault instanceof ClosedChannelException)) {
      faulty = true;
    }
    close();
    return fault;
  }

  private int frameHeaderBytes() {
    return address instanceof SpAddress.Ipc ? 1 + Long.BYTES : Long.BYTES;
  }

  @Override
  public void close() {
    close(channel);
  }

  /** Closes without regard to a failure, about which nothing more can be done. */
  static void close(Closeable end) {
    try {
      end.close();
    } catch (IOException e) {
      log().log(Level.DEBUG, "closing failed", e);
    }
  }

  /** Looked up at need: it starts java.util.logging, which takes as long as all of our sockets. */
  private static System.Logger log() {
    return System.getLogger(SpConnection.class.getName());
  }
}
