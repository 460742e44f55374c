package org.jkuiper.image;

/**
 * Red, green and blue in one long, 21 bits each, so that one multiplication weighs all three. A sum
 * of weighted colours has 12 bits behind the point. It has 9 before it, which leave room for what a
 * bicubic filter overshoots.
 */
final class Lanes {
  private static final int BITS = 21;
  private static final int GREEN = BITS;
  private static final int RED = 2 * BITS;
  private static final long EACH = 1L << RED | 1L << GREEN | 1;
  private static final int MASK = (1 << BITS) - 1;

  private static final int POINT = FilterTable.PRECISION;

  /** Added to each lane of a sum, so that a lane below 0 does not borrow from its neighbour. */
  private static final int OFFSET = 1 << 7;

  /** What each sum begins with: the offset, and a half to round by. */
  static final long START = EACH * ((OFFSET << POINT) + (1 << (POINT - 1)));

  // With the offset, a colour from 0 to 255 is 128 to 383: just one of its bits 7 and 8 is set.
  private static final long IN_RANGE = EACH * ((long) OFFSET << (POINT + 1));
  private static final long OFFSETS = EACH * OFFSET;
  private static final long COLORS = EACH * 0xff;

  private Lanes() {}

  /** The lanes of {@code 0xRRGGBBxx}. */
  static long of(int pixel) {
    return (pixel & 0xff000000L) << (RED - 24)
        | (pixel & 0xff0000) << (GREEN - 16)
        | (pixel >>> 8 & 0xff);
  }

  /** The colours of a sum, each from 0 to 255. */
  static long colors(long sum) {
    boolean inRange = ((sum ^ (sum << 1)) & IN_RANGE) == IN_RANGE;
    // To subtract 128 from a number from 128 to 383, flip the uppermost of its lower eight bits.
    return inRange ? (sum >>> POINT & COLORS) ^ OFFSETS : clipped(sum);
  }

  private static long clipped(long sum) {
    return clip(sum >>> RED) << RED | clip(sum >>> GREEN) << GREEN | clip(sum);
  }

  private static long clip(long lane) {
    return Math.max(0, Math.min(255, (((int) lane & MASK) >> POINT) - OFFSET));
  }

  static byte red(long colors) {
    return (byte) (colors >>> RED);
  }

  static byte green(long colors) {
    return (byte) (colors >>> GREEN);
  }

  static byte blue(long colors) {
    return (byte) colors;
  }
}
