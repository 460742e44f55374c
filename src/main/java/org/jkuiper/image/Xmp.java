package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Finds the orientation in XMP (ISO 16684-1): {@code tiff:Orientation="6"} or {@code
 * <tiff:Orientation>6<}. It searches for the word, as Pillow does. An XML parser would do what
 * foreign bytes tell it, such as expand their entities.
 */
final class Xmp {
  private static final String NAME = "tiff:Orientation";
  private static final int MOST_INFLATED = 1 << 18;

  private Xmp() {}

  /** The orientation that the bytes from {@code from} to before {@code to} state, or null. */
  static @Nullable Orientation orientation(ByteBuffer bytes, int from, int to) {
    for (int at = from; at < to - NAME.length(); at++) {
      if (bytes.get(at) == 't' && Magic.at(bytes, at, NAME)) {
        int value = value(bytes, at + NAME.length(), to);
        if (value >= 1 && value <= 8) {
          return Orientation.ofExifValue(value);
        }
      }
    }
    return null;
  }

  /** The digit after {@code ="} or {@code >}, or -1; white space may stand between. */
  private static int value(ByteBuffer bytes, int from, int to) {
    int at = blanks(bytes, from, to);
    if (at < to && bytes.get(at) == '=') {
      at = blanks(bytes, at + 1, to);
      if (at == to || (bytes.get(at) != '"' && bytes.get(at) != '\'')) {
        return -1;
      }
    } else if (at == to || bytes.get(at) != '>') {
      return -1;
    }
    at = blanks(bytes, at + 1, to);
    boolean oneDigit = at + 1 >= to || bytes.get(at + 1) < '0' || bytes.get(at + 1) > '9';
    return at < to && oneDigit ? bytes.get(at) - '0' : -1;
  }

  private static int blanks(ByteBuffer bytes, int from, int to) {
    int at = from;
    while (at < to && bytes.get(at) >= 0 && bytes.get(at) <= ' ') {
      at++;
    }
    return at;
  }

  /**
   * Like {@link #orientation}, but for zlib data. If it inflates to much, only its beginning
   * counts.
   */
  static @Nullable Orientation inflated(ByteBuffer bytes, int from, int to) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes.slice(from, to - from));
      byte[] text = new byte[MOST_INFLATED];
      int length = 0;
      int more = 1;
      while (more > 0 && length < text.length) {
        more = inflater.inflate(text, length, text.length - length);
        length += more;
      }
      return orientation(ByteBuffer.wrap(text), 0, length);
    } catch (DataFormatException damaged) {
      return null;
    } finally {
      inflater.end();
    }
  }

  /**
   * The orientation that an iTXt chunk's data (W3C PNG, third edition, 11.3.3.4) states, if it is
   * XMP; else null.
   */
  static @Nullable Orientation inText(ByteBuffer png, int from, int to) {
    String keyword = "XML:com.adobe.xmp\0";
    int at = from + keyword.length();
    if (at + 2 > to || !Magic.at(png, from, keyword)) {
      return null;
    }
    boolean compressed = u8(png, at) == 1;
    at += 2;
    for (int skipped = 0; skipped < 2 && at < to; at++) {
      // Steps over the language and the translated keyword, each with a zero behind it.
      if (u8(png, at) == 0) {
        skipped++;
      }
    }
    return compressed ? inflated(png, at, to) : orientation(png, at, to);
  }
}
