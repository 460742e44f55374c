package org.jkuiper.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Base64 (RFC 4648, the standard alphabet) in a part of a larger text. Takes what {@link
 * Base64.Decoder} takes; that one cannot decode a part of an array without a new array for it, and
 * one of megabytes a call costs a full garbage collection a call.
 */
final class Base64Text {
  /** The six bits that a character stands for; negative: it is not of the alphabet. */
  private static final int[] BITS = bits();

  private final byte[] text;
  private final int begin;

  /** The padding is not counted. */
  private final int end;

  private final boolean padded;

  Base64Text(byte[] text, int begin, int end) {
    this.text = text;
    this.begin = begin;
    padded = (end - begin) % 4 == 0;
    int last = end;
    while (padded && last > begin && last > end - 2 && text[last - 1] == '=') {
      last--;
    }
    this.end = last;
  }

  private static int[] bits() {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    int[] bits = new int[256];
    Arrays.fill(bits, -1);
    for (int i = 0; i < alphabet.length(); i++) {
      bits[alphabet.charAt(i)] = i;
    }
    return bits;
  }

  /** The bytes, or null where the text is no base64. */
  byte @Nullable [] decoded() {
    byte[] bytes = new byte[length()];
    return decode(bytes, 0) == end ? bytes : null;
  }

  /**
   * The bytes, from now on in place of the text, which is what encoding them gives.
   *
   * @return null, and the text is as it was, where it is no base64 or not what encoding gives,
   *     because its padding is missing or its last bits are not zero
   */
  @Nullable ByteBuffer decodedInPlace() {
    if (!padded || lastBits() != 0) {
      return null;
    }
    int length = length();
    int reached = decode(text, begin);
    if (reached < end) {
      byte[] overwritten = Arrays.copyOfRange(text, begin, begin + (reached - begin) / 4 * 3);
      byte[] restored = Base64.getEncoder().encode(overwritten);
      System.arraycopy(restored, 0, text, begin, restored.length);
      return null;
    }
    return ByteBuffer.wrap(text, begin, length).slice();
  }

  private int length() {
    int chars = end - begin;
    return chars / 4 * 3 + Math.max(0, chars % 4 - 1);
  }

  /** The bits of the last character that belong to no byte. */
  private int lastBits() {
    return switch ((end - begin) % 4) {
      case 2 -> BITS[text[end - 1] & 0xff] & 0xf;
      case 3 -> BITS[text[end - 1] & 0xff] & 0x3;
      default -> 0;
    };
  }

  /**
   * Decodes to {@code to}, which may be the text: what is written never overtakes what is read.
   *
   * @return where the first group that is no base64 begins, or the end
   */
  private int decode(byte[] to, int at) {
    int i = begin;
    int o = at;
    for (int last = end - 4; i <= last; i += 4) {
      int group =
          BITS[text[i] & 0xff] << 18
              | BITS[text[i + 1] & 0xff] << 12
              | BITS[text[i + 2] & 0xff] << 6
              | BITS[text[i + 3] & 0xff];
      if (group < 0) {
        return i;
      }
      to[o] = (byte) (group >> 16);
      to[o + 1] = (byte) (group >> 8);
      to[o + 2] = (byte) group;
      o += 3;
    }
    int left = end - i;
    if (left == 0) {
      return end;
    }
    int group =
        left == 1
            ? -1
            : BITS[text[i] & 0xff] << 18
                | BITS[text[i + 1] & 0xff] << 12
                | (left == 3 ? BITS[text[i + 2] & 0xff] << 6 : 0);
    if (group < 0) {
      return i;
    }
    to[o] = (byte) (group >> 16);
    if (left == 3) {
      to[o + 1] = (byte) (group >> 8);
    }
    return end;
  }
}
