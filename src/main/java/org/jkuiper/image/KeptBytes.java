package org.jkuiper.image;

import java.nio.ByteBuffer;

/** Moves the ranges of an array that are to be kept to its beginning, in order, over the rest. */
final class KeptBytes {
  private final byte[] bytes;
  private int length;

  KeptBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Keeps the bytes from {@code from} to before {@code to}. Each range lies behind the one before.
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
