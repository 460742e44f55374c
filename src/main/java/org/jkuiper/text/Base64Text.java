package org.jkuiper.text;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Base64 (RFC 4648, the standard alphabet) in a part of a larger text. Takes what {@link
 * Base64.Decoder} takes. That decoder needs a new array to decode a part of an array, and a new
 * array of megabytes for each call costs a full garbage collection for each call. {@link
 * LooseBase64} takes more.
 */
public final class Base64Text {
  /**
   * How many characters are decoded at a time, a multiple of four. It is small because the JVM uses
   * the processor's own instructions for base64, which are five times as fast, only after thousands
   * of calls.
   */
  private static final int CHUNK = 4 << 10;

  private final byte[] text;
  private final int begin;

  /** Where the text ends, without its padding. */
  private final int end;

  private final boolean padded;

  public Base64Text(byte[] text, int begin, int end) {
    this.text = text;
    this.begin = begin;
    padded = (end - begin) % 4 == 0;
    int last = end;
    while (padded && last > begin && last > end - 2 && text[last - 1] == '=') {
      last--;
    }
    this.end = last;
  }

  /** The bytes, or null if the text is no base64. */
  public byte @Nullable [] decoded() {
    byte[] bytes = new byte[length(begin, end)];
    return decode(bytes, 0) == end ? bytes : null;
  }

  /**
   * Replaces the text by its bytes, if encoding these bytes would give the same text again.
   *
   * @return the bytes; null, with the text as it was, if it is no base64, its padding is missing or
   *     its last bits are not zero
   */
  public @Nullable ByteBuffer decodedInPlace() {
    if (!padded || !endsEven()) {
      return null;
    }
    int length = length(begin, end);
    int reached = decode(text, begin);
    if (reached < end) {
      byte[] overwritten = Arrays.copyOfRange(text, begin, begin + (reached - begin) / 4 * 3);
      byte[] restored = Base64.getEncoder().encode(overwritten);
      System.arraycopy(restored, 0, text, begin, restored.length);
      return null;
    }
    return ByteBuffer.wrap(text, begin, length).slice();
  }

  private static int length(int from, int to) {
    int chars = to - from;
    return chars / 4 * 3 + Math.max(0, chars % 4 - 1);
  }

  /** Whether the bits of the last character that belong to no byte are zero. */
  private boolean endsEven() {
    return switch ((end - begin) % 4) {
      case 2 -> "AQgw".indexOf(text[end - 1]) >= 0;
      case 3 -> "AEIMQUYcgkosw048".indexOf(text[end - 1]) >= 0;
      default -> true;
    };
  }

  /**
   * Decodes to {@code to}, which may be the text itself: writing never overtakes reading. It works
   * in chunks because the JDK's decoder needs arrays of its own.
   *
   * @return where the first chunk that is no base64 begins, or the end
   */
  private int decode(byte[] to, int at) {
    byte[] chars = new byte[CHUNK];
    byte[] bytes = new byte[CHUNK / 4 * 3];
    int o = at;
    for (int i = begin; i < end; i += CHUNK) {
      int last = Math.min(i + CHUNK, end);
      if (last - i < CHUNK) {
        chars = new byte[last - i];
      }
      System.arraycopy(text, i, chars, 0, chars.length);
      int decoded;
      try {
        decoded = Base64.getDecoder().decode(chars, bytes);
      } catch (IllegalArgumentException e) {
        return i;
      }
      if (decoded != length(i, last)) { // padding ends the text, not a chunk
        return i;
      }
      System.arraycopy(bytes, 0, to, o, decoded);
      o += decoded;
    }
    return end;
  }
}
