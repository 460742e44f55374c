package org.jkuiper.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * How a picture lies in its file, in EXIF's order 1 to 8 (EXIF 2.32, 4.6.4 A, tag 274): swap the
 * axes, then count x or y from the other side, and it stands upright.
 */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, true, false),
  HALF_TURN(false, true, true),
  FLIPPED(false, false, true),
  TRANSPOSED(true, false, false),
  QUARTER_TURN_RIGHT(true, true, false),
  TRANSVERSE(true, true, true),
  QUARTER_TURN_LEFT(true, false, true);

  private static final Orientation[] BY_EXIF_VALUE = values();
  private static final int TAG = 0x0112;
  private static final int XMP = 700;
  private static final int SHORT = 3;

  final boolean swapsAxes;
  final boolean reversesX;
  final boolean reversesY;

  Orientation(boolean swapsAxes, boolean reversesX, boolean reversesY) {
    this.swapsAxes = swapsAxes;
    this.reversesX = reversesX;
    this.reversesY = reversesY;
  }

  /**
   * The orientation in the first directory of a TIFF structure, which is what EXIF is, or null
   * where it states none. What is unreadable states none: a picture is not refused for its
   * metadata.
   */
  static @Nullable Orientation inTiff(ByteBuffer bytes, int from, int length) {
    try {
      ByteBuffer tiff = bytes.slice(from, length);
      tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      int directory = tiff.getInt(4);
      int entries = Short.toUnsignedInt(tiff.getShort(directory));
      Orientation inXmp = null;
      for (int i = 0; i < entries; i++) {
        int entry = directory + 2 + 12 * i;
        int tag = Short.toUnsignedInt(tiff.getShort(entry));
        if (tag == TAG && tiff.getShort(entry + 2) == SHORT) {
          return ofExifValue(tiff.getShort(entry + 8));
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

  static Orientation ofExifValue(int value) {
    return value >= 1 && value <= 8 ? BY_EXIF_VALUE[value - 1] : UPRIGHT;
  }
}
