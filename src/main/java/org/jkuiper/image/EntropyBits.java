package org.jkuiper.image;

/** The bits of one scan of a JPEG (ITU-T T.81, F.2.2.5), from restart interval to interval. */
final class EntropyBits {
  private static final int WORD = 8;

  private final byte[] data;
  private final int end;
  private final KeptBytes kept;
  private int from;
  private int at;
  private long bits;
  private int left;

  /**
   * Reads the bits of the bytes from {@code from} to before {@code end}.
   *
   * @param kept gets the bytes that are read, and the markers, but not the stray bytes
   */
  EntropyBits(byte[] data, int from, int end, KeptBytes kept) {
    this.data = data;
    this.end = end;
    this.kept = kept;
    this.from = from;
    at = from;
  }

  /**
   * The next {@code count} bits, at most 16, without passing over them. Behind the end are zeros.
   */
  int peek(int count) {
    if (left < count) {
      fill();
    }
    long shifted = left >= count ? bits >>> (left - count) : bits << (count - left);
    return (int) shifted & ((1 << count) - 1);
  }

  /**
   * Passes over bits that were peeked at.
   *
   * @throws BrokenImageException if there are fewer before the next marker
   */
  void skip(int count) throws BrokenImageException {
    if (left < count) {
      throw endsEarly();
    }
    left -= count;
  }

  /** The next {@code count} bits, at most 16. */
  int take(int count) throws BrokenImageException {
    int value = peek(count);
    skip(count);
    return value;
  }

  private void fill() {
    while (left <= 40 && at < end) {
      int next = data[at] & 0xff;
      if (next == 0xff) {
        int second = at + 1 < end ? data[at + 1] & 0xff : 0xff;
        if (second == 0xff) {
          at++;
          continue;
        } else if (second != 0) {
          return;
        }
        at++;
      }
      at++;
      bits = bits << 8 | next;
      left += 8;
    }
  }

  /**
   * Steps from the end of an interval to behind the restart marker with this number, 0 to 7. There
   * may be stray bytes before the marker.
   */
  void restart(int number) throws BrokenImageException {
    int marker = JpegMarkers.next(data, at, end);
    if (marker == end) {
      throw endsEarly();
    }
    if ((data[marker + 1] & 0xff) != JpegMarkers.RST0 + number) {
      throw BrokenImageException.damaged(ImageFormat.JPEG, "it lacks a restart interval");
    }
    checkPadding(marker);
    kept.keep(from, endOfRead());
    kept.keep(marker, marker + 2);
    at = marker + 2;
    from = at;
    left = 0;
  }

  /** Call this after the last bit that makes pixels. */
  void finish() throws BrokenImageException {
    checkPadding(end);
    kept.keep(from, endOfRead());
  }

  /** The index behind the last byte of which a bit was read. A zero is stored behind each FF. */
  private int endOfRead() {
    int i = at;
    for (int ahead = left / 8; ahead > 0; ahead--) {
      while (data[i - 1] == -1) {
        i--;
      }
      i -= data[i - 1] == 0 && data[i - 2] == -1 ? 2 : 1;
    }
    return i;
  }

  /**
   * Checks the padding: the last byte of the data is filled up with ones. If more bytes follow
   * before {@code to}, the padding tells stray bytes from data that damage has thrown out of step.
   * Padding with zeros is accepted if only few zeros follow.
   */
  private void checkPadding(int to) throws BrokenImageException {
    int padding = left & 7;
    int ones = (1 << padding) - 1;
    boolean strays = left >= 8 || at < to;
    boolean onesOnly = (bits >>> (left - padding) & ones) == ones;
    if (strays && !onesOnly && !onlyZeros(to)) {
      throw BrokenImageException.damaged(ImageFormat.JPEG, "its data are out of step");
    }
  }

  /** Whether all bits up to {@code to} are zeros, and no more than fill up a word. */
  private boolean onlyZeros(int to) {
    for (int i = at; i < to; i++) {
      if (data[i] != 0) {
        return false;
      }
    }
    return (bits & ((1L << left) - 1)) == 0 && to - at + left / 8 < WORD;
  }

  private static BrokenImageException endsEarly() {
    return new BrokenImageException(
        "the image is a truncated or damaged JPEG: its data end before its last pixel, or a piece"
            + " of them is missing");
  }
}
