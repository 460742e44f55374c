package org.jkuiper.image;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of a picture that make its pixels: a prefix, ranges of the source, and a suffix if the
 * source lacks its end. The ranges are not copied. A native decoder gets these bytes and nothing
 * else. So colour profiles, comments, text, thumbnails, further frames and whatever hides in them
 * never reach it.
 */
final class Excerpt {
  private final ByteBuffer source;
  private byte[] prefix;
  private byte[] suffix = {};
  private int[] bounds = new int[16];
  private int used;
  private int length;

  Excerpt(ByteBuffer source, byte... prefix) {
    this.source = source;
    this.prefix = prefix;
    length = prefix.length;
  }

  /** Sets the bytes before the first range, in place of those that were set before. */
  void beginWith(byte... start) {
    length += start.length - prefix.length;
    prefix = start;
  }

  /** Appends the source's bytes from {@code from} to before {@code to}. */
  void add(int from, int to) {
    if (from < 0 || from > to || to > source.limit()) {
      throw new IndexOutOfBoundsException("range " + from + " to " + to);
    }
    length += to - from;
    if (used > 0 && bounds[used - 1] == from) {
      bounds[used - 1] = to;
      return;
    }
    if (used == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * used);
    }
    bounds[used++] = from;
    bounds[used++] = to;
  }

  /** Sets the bytes behind the last range, in place of those that were set before. */
  void endWith(byte... end) {
    length += end.length - suffix.length;
    suffix = end;
  }

  int length() {
    return length;
  }

  /** Hands the bytes over, piece by piece and in order. */
  void forEach(Piece piece) {
    piece.accept(prefix, 0, prefix.length);
    for (int i = 0; i < used; i += 2) {
      piece.accept(source.array(), source.arrayOffset() + bounds[i], bounds[i + 1] - bounds[i]);
    }
    piece.accept(suffix, 0, suffix.length);
  }

  byte[] copy() {
    ByteBuffer copy = ByteBuffer.allocate(length);
    forEach(copy::put);
    return copy.array();
  }

  interface Piece {
    void accept(byte[] bytes, int offset, int length);
  }
}
