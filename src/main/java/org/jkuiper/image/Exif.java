package org.jkuiper.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The orientation in EXIF (EXIF 2.32), which is a TIFF structure (TIFF 6.0). */
final class Exif {
  private static final int ORIENTATION = 0x0112;
  private static final int XMP = 700;
  private static final int SHORT = 3;

  private Exif() {}

  /**
   * The orientation in the first directory of a TIFF structure (EXIF is one), or null if it states
   * none. Unreadable data count as none: a picture is not refused for its metadata.
   */
  static @Nullable Orientation orientation(ByteBuffer bytes, int from, int length) {
    try {
      ByteBuffer tiff = bytes.slice(from, length);
      tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      int directory = tiff.getInt(4);
      int entries = Short.toUnsignedInt(tiff.getShort(directory));
      Orientation inXmp = null;
      for (int i = 0; i < entries; i++) {
        int entry = directory + 2 + 12 * i;
        int tag = Short.toUnsignedInt(tiff.getShort(entry));
        if (tag == ORIENTATION && tiff.getShort(entry + 2) == SHORT) {
          return Orientation.ofExifValue(tiff.getShort(entry + 8));
        } else if (tag == XMP) {
          int at = tiff.getInt(entry + 8);
          inXmp = Xmp.orientation(tiff, at, Math.addExact(at, tiff.getInt(entry + 4)));
        }
      }
      return inXmp;
    } catch (IndexOutOfBoundsException | ArithmeticException damaged) {
      return null;
    }
  }
}
