package org.jkuiper.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A directory of a TIFF structure (TIFF 6.0, section 2), such as EXIF is. What an entry names is
 * looked up when it is asked for, so no offset of a hostile file is followed twice.
 *
 * <p>Each method throws {@link IndexOutOfBoundsException} if an offset leads out of the bytes.
 */
final class TiffDirectory {
  private static final int ENTRY = 12;
  private static final int ASCII = 2;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;
  private static final int IFD = 13;

  /** No text that we read is longer. */
  private static final int MAX_TEXT = 64;

  private final ByteBuffer tiff;
  private final int at;

  private TiffDirectory(ByteBuffer tiff, int at) {
    this.tiff = tiff;
    this.at = at;
  }

  /** The first directory of the bytes from position 0 to the limit. */
  static TiffDirectory first(ByteBuffer bytes) {
    ByteBuffer tiff = bytes.duplicate();
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    return new TiffDirectory(tiff, tiff.getInt(4));
  }

  /** The directory to which an entry points; null if there is no such entry. */
  @Nullable TiffDirectory directory(int tag) {
    int entry = entry(tag);
    boolean points = entry >= 0 && (type(entry) == LONG || type(entry) == IFD);
    return points ? new TiffDirectory(tiff, tiff.getInt(entry + 8)) : null;
  }

  /** A short text, without the zero behind it; null if there is no such entry. */
  @Nullable String text(int tag) {
    int entry = entry(tag);
    if (entry < 0 || type(entry) != ASCII) {
      return null;
    }
    int count = tiff.getInt(entry + 4);
    if (count < 0 || count > MAX_TEXT) {
      return null;
    }
    byte[] text = new byte[count];
    tiff.get(count <= Integer.BYTES ? entry + 8 : tiff.getInt(entry + 8), text);
    return new String(text, StandardCharsets.ISO_8859_1).replace("\0", "").strip();
  }

  /**
   * Numbers that are not negative, each stored as a fraction; null if there is no such entry, or of
   * another length. A fraction by 0 is no finite number.
   */
  double @Nullable [] rationals(int tag, int count) {
    int entry = entry(tag);
    if (entry < 0 || type(entry) != RATIONAL || tiff.getInt(entry + 4) != count) {
      return null;
    }
    int data = tiff.getInt(entry + 8);
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      double numerator = Integer.toUnsignedLong(tiff.getInt(data + 8 * i));
      numbers[i] = numerator / Integer.toUnsignedLong(tiff.getInt(data + 8 * i + 4));
    }
    return numbers;
  }

  private int type(int entry) {
    return Short.toUnsignedInt(tiff.getShort(entry + 2));
  }

  /** Where the entry lies, or -1. */
  private int entry(int tag) {
    int entries = Short.toUnsignedInt(tiff.getShort(at));
    for (int i = 0; i < entries; i++) {
      int entry = at + 2 + ENTRY * i;
      if (Short.toUnsignedInt(tiff.getShort(entry)) == tag) {
        return entry;
      }
    }
    return -1;
  }
}
