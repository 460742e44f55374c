package org.jkuiper.image;

import java.nio.ByteBuffer;

/** Moves the ranges of an array that are kept to its beginning, in order, over what is not kept. */
final class KeptBytes {
  private final byte[] bytes;
  private int length;

  KeptBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Keeps what is from {@code from} to before {@code to}; each range lies behind the one before.
   */
  void keep(int from, int to) {
    if (from != length) {
      System.arraycopy(bytes, from, bytes, length, to - from);
    }
    length += to - from;
  }

  Excerpt excerpt() {
    Excerpt kept = new Excerpt(ByteBuffer.wrap(bytes));
    kept.add(0, length);
    return kept;
  }
}
