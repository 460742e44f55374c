package org.jkuiper.sp;

import java.io.IOException;

/**
 * The array that one frame after the other is received into.
 *
 * <p>It grows as needed. It is let go, before the wait for the next frame, if it is above four
 * times the usual frame (a moving average over some eight) and not small. So one huge frame among
 * small ones holds its memory only while it is worked on, and frames that are all huge keep their
 * buffer from the third on.
 */
final class ReceiveBuffer {
  /** A buffer up to this size is kept, whatever the frames are like. */
  static final int SMALL_BYTES = 256 << 10;

  private byte[] bytes = new byte[0];
  private int usualLength;

  /** Waits for a frame; its bytes are the first of {@link #bytes}, until the next call. */
  int receive(SpConnection connection, int min) throws IOException {
    if (bytes.length > Math.max(SMALL_BYTES, 4L * usualLength)) {
      bytes = new byte[0];
    }
    int length = connection.receiveLength(min);
    bytes = connection.receiveBody(bytes, length);
    usualLength += (length - usualLength) / 8;
    return length;
  }

  byte[] bytes() {
    return bytes;
  }
}
