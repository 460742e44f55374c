package org.jkuiper.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Base64 as it comes in messages. It may have line ends, which RFC 2045 allows and eKuiper's own
 * {@code bytea} takes ({@code ToByteA} of {@code pkg/cast}). It may also have other white space,
 * use the alphabet for URLs (RFC 4648, section 5), lack its padding, or be a data URI (RFC 2397).
 */
public final class LooseBase64 {
  private static final String SCHEME = "data:";
  private static final String EXTENSION = ";base64";

  private final byte[] plain;
  private int length;

  private LooseBase64(int most) {
    plain = new byte[most];
  }

  /**
   * Decodes a part of a JSON text, which may contain JSON's escapes.
   *
   * @return the bytes, or null if the text is no base64
   */
  public static byte @Nullable [] decode(byte[] text, int begin, int end) {
    LooseBase64 base64 = new LooseBase64(end - begin);
    if (!base64.gather(text, begin, end)) {
      return null;
    }
    int from = base64.beginOfData();
    return from < 0 ? null : new Base64Text(base64.plain, from, base64.length).decoded();
  }

  /** Copies all but white space. Returns false if there is an escape that base64 never needs. */
  private boolean gather(byte[] text, int begin, int end) {
    for (int i = begin; i < end; i++) {
      int character = text[i];
      if (character == '\\') {
        i++;
        int escaped = i < end ? text[i] : 0;
        if (escaped == 'u') {
          character = hex(text, i + 1, Math.min(i + 5, end), 4);
          i += 4;
        } else {
          character = "nrt".indexOf(escaped) >= 0 ? ' ' : escaped == '/' ? '/' : -1;
        }
        if (character < 0 || character > 0x7f) {
          return false;
        }
      }
      switch (character) {
        case ' ', '\n', '\r', '\t' -> {}
        case '-' -> plain[length++] = '+';
        case '_' -> plain[length++] = '/';
        default -> plain[length++] = (byte) character;
      }
    }
    return true;
  }

  /**
   * Where the base64 begins, behind the head of a data URI if there is one; negative if the URI has
   * no base64.
   */
  private int beginOfData() {
    if (length < SCHEME.length() || !lower(0, SCHEME.length()).equals(SCHEME)) {
      return 0;
    }
    int comma = 0;
    while (comma < length && plain[comma] != ',') {
      comma++;
    }
    int extension = comma - EXTENSION.length();
    if (comma == length || extension < 0 || !lower(extension, comma).equals(EXTENSION)) {
      return -1;
    }
    return unescapePercents(comma + 1) ? comma + 1 : -1;
  }

  /** A URI may have {@code %2B} for a plus, {@code %2F} for a slash, {@code %3D} for a padding. */
  private boolean unescapePercents(int from) {
    int to = from;
    for (int i = from; i < length; i++) {
      plain[to] = plain[i];
      if (plain[i] == '%') {
        int character = hex(plain, i + 1, Math.min(i + 3, length), 2);
        if (character < 0) {
          return false;
        }
        plain[to] = (byte) character;
        i += 2;
      }
      to++;
    }
    length = to;
    return true;
  }

  private String lower(int from, int to) {
    return new String(Arrays.copyOfRange(plain, from, to), ISO_8859_1).toLowerCase(Locale.ROOT);
  }

  /** The number that {@code digits} hexadecimal digits say; negative if there are not so many. */
  private static int hex(byte[] text, int from, int to, int digits) {
    if (to - from < digits) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = Character.digit(text[i], 16);
      if (digit < 0) {
        return -1;
      }
      number = number << 4 | digit;
    }
    return number;
  }
}
