package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The run-length encoded pixels of a BMP (Microsoft's BI_RLE8 and BI_RLE4). The constructor finds
 * where each row begins. After that, rows can be read in any order and by several threads, and none
 * is held.
 */
final class BmpRuns {
  private static final int END_OF_ROW = 0;
  private static final int END = 1;
  private static final int JUMP = 2;
  private static final int NOT_CODED = -1;

  private final ByteBuffer bmp;
  private final int width;
  private final boolean nibbles;

  /** For each row, in the stored order: where its codes begin, and in which column. */
  private final int[] starts;

  private final int[] columns;

  /**
   * @param depth bits of a pixel, 4 or 8
   * @throws BrokenImageException if the codes end before the picture does
   */
  BmpRuns(ByteBuffer bmp, int from, int width, int height, int depth) throws BrokenImageException {
    this.bmp = bmp;
    this.width = width;
    nibbles = depth == 4;
    starts = new int[height];
    columns = new int[height];
    Arrays.fill(starts, NOT_CODED);
    index(from);
  }

  private void index(int from) throws BrokenImageException {
    int at = from;
    int x = 0;
    int y = 0;
    starts[0] = from;
    while (y < starts.length) {
      if (at + 2 > bmp.limit()) {
        if (y == starts.length - 1 && x >= width) {
          return;
        }
        throw BrokenImageException.truncated(ImageFormat.BMP);
      }
      int count = u8(bmp, at);
      int code = u8(bmp, at + 1);
      at += 2;
      if (count > 0) {
        x = advanced(x, count);
      } else if (code == END) {
        return;
      } else if (code == END_OF_ROW || code == JUMP) {
        boolean jump = code == JUMP;
        int up = jump ? u8(bmp, at + 1) : 1;
        x = jump ? advanced(x, u8(bmp, at)) : 0;
        at += jump ? 2 : 0;
        y += up;
        if (up > 0 && y < starts.length) {
          starts[y] = at;
          columns[y] = x;
        }
      } else {
        x = advanced(x, code);
        at += literalLength(code);
        if (at > bmp.limit()) {
          throw BrokenImageException.truncated(ImageFormat.BMP);
        }
      }
    }
  }

  private int advanced(int x, int count) {
    return Math.min(width, x + count);
  }

  /** How many bytes {@code count} pixels take that are not in runs: always an even number. */
  private int literalLength(int count) {
    int bytes = nibbles ? (count + 1) / 2 : count;
    return bytes + (bytes & 1);
  }

  /**
   * Puts the colours of row {@code y}, in the stored order, into {@code pixels}. Pixels that the
   * codes leave out get the first colour.
   */
  void row(int y, int[] palette, int[] pixels) {
    Arrays.fill(pixels, 0, width, palette[0]);
    int at = starts[y];
    int x = columns[y];
    while (at != NOT_CODED && x < width && at + 2 <= bmp.limit()) {
      int count = u8(bmp, at);
      int code = u8(bmp, at + 1);
      at += 2;
      if (count > 0) {
        int end = advanced(x, count);
        for (int i = 0; x < end; i++, x++) {
          pixels[x] = palette[nibbles ? nibble(code, i) : code];
        }
      } else if (code == JUMP) {
        if (u8(bmp, at + 1) > 0) {
          return;
        }
        x = advanced(x, u8(bmp, at));
        at += 2;
      } else if (code == END_OF_ROW || code == END) {
        return;
      } else {
        int end = advanced(x, code);
        for (int i = 0; x < end; i++, x++) {
          pixels[x] = palette[nibbles ? nibble(u8(bmp, at + i / 2), i) : u8(bmp, at + i)];
        }
        at += literalLength(code);
      }
    }
  }

  private static int nibble(int pair, int i) {
    return (i & 1) == 0 ? pair >> 4 : pair & 15;
  }
}
