package org.jkuiper.image;

import java.util.Arrays;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/** A JPEG's Huffman codes (ITU-T T.81, annex C). */
final class HuffmanTable {
  private static final int LOOKED_UP = 9;
  private static final int LONGEST = 16;

  /**
   * For each value of the first 9 bits: the length of the code in bits 8 and up, and its symbol
   * below; 0 if the code is longer.
   */
  private final short[] lookup = new short[1 << LOOKED_UP];

  /**
   * For each length: what to add to a code to get its symbol's place, and the code behind the last.
   */
  private final int[] place = new int[LONGEST + 1];

  private final int[] behind = new int[LONGEST + 1];
  private final byte[] symbols;

  /**
   * @param dht has at {@code at} the number of codes of each length, 16 numbers, and then the
   *     symbols
   * @throws BrokenImageException if there are more codes than their lengths allow
   */
  HuffmanTable(byte[] dht, int at) throws BrokenImageException {
    int count = count(dht, at);
    symbols = Arrays.copyOfRange(dht, at + LONGEST, at + LONGEST + count);
    int code = 0;
    int next = 0;
    for (int length = 1; length <= LONGEST; length++) {
      place[length] = next - code;
      for (int i = dht[at + length - 1] & 0xff; i > 0; i--, code++, next++) {
        if (code >= 1 << length) {
          throw BrokenImageException.damaged(ImageFormat.JPEG, "its Huffman codes are not valid");
        }
        if (length <= LOOKED_UP) {
          int first = code << (LOOKED_UP - length);
          short found = (short) (length << 8 | (symbols[next] & 0xff));
          Arrays.fill(lookup, first, first + (1 << (LOOKED_UP - length)), found);
        }
      }
      behind[length] = code;
      code <<= 1;
    }
  }

  /** How many symbols the table at {@code at} has. */
  static int count(byte[] dht, int at) {
    int count = 0;
    for (int i = 0; i < LONGEST; i++) {
      count += dht[at + i] & 0xff;
    }
    return count;
  }

  /** One of the tables of annex K. A frame of Motion JPEG leaves them out. */
  static HuffmanTable usual(boolean ac, boolean chrominance) throws BrokenImageException {
    JPEGHuffmanTable table =
        ac
            ? chrominance ? JPEGHuffmanTable.StdACChrominance : JPEGHuffmanTable.StdACLuminance
            : chrominance ? JPEGHuffmanTable.StdDCChrominance : JPEGHuffmanTable.StdDCLuminance;
    short[] lengths = table.getLengths();
    short[] values = table.getValues();
    byte[] dht = new byte[LONGEST + values.length];
    for (int i = 0; i < lengths.length; i++) {
      dht[i] = (byte) lengths[i];
    }
    for (int i = 0; i < values.length; i++) {
      dht[LONGEST + i] = (byte) values[i];
    }
    return new HuffmanTable(dht, 0);
  }

  /**
   * The next symbol.
   *
   * @throws BrokenImageException if the data end within its code, or are not the beginning of any
   *     code
   */
  int symbol(EntropyBits bits) throws BrokenImageException {
    int found = lookup[bits.peek(LOOKED_UP)];
    if (found != 0) {
      bits.skip(found >> 8);
      return found & 0xff;
    }
    for (int length = LOOKED_UP + 1; length <= LONGEST; length++) {
      int code = bits.peek(length);
      if (code < behind[length]) {
        bits.skip(length);
        return symbols[place[length] + code] & 0xff;
      }
    }
    bits.skip(LONGEST);
    throw BrokenImageException.damaged(ImageFormat.JPEG, "its data have a code that is not valid");
  }
}
