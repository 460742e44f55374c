package org.jkuiper.image;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a file says of its orientation, in EXIF or in XMP. If both state one, EXIF's counts. It also
 * keeps the first EXIF, which tells more.
 */
final class StatedOrientation {
  private @Nullable ByteBuffer data;
  private @Nullable Orientation exif;
  private @Nullable Orientation xmp;

  /** Reads {@code length} bytes of EXIF. The first EXIF that states an orientation counts. */
  void exif(ByteBuffer bytes, int from, int length) {
    if (data == null && length > 0 && length <= bytes.limit() - from) {
      data = bytes.slice(from, length);
    }
    if (exif == null) {
      exif = Exif.orientation(bytes, from, length);
    }
  }

  /** Reads XMP from {@code from} to before {@code to}. */
  void xmp(ByteBuffer bytes, int from, int to) {
    if (exif == null && xmp == null) {
      xmp = Xmp.orientation(bytes, from, to);
    }
  }

  /** Reads the data of a PNG's iTXt chunk, which may hold XMP. */
  void itxt(ByteBuffer png, int from, int to) {
    if (exif == null && xmp == null) {
      xmp = Xmp.inText(png, from, to);
    }
  }

  /** The first EXIF, a TIFF structure from its first byte; null if there is none. */
  @Nullable ByteBuffer exif() {
    return data;
  }

  Orientation get() {
    if (exif != null) {
      return exif;
    }
    return xmp != null ? xmp : Orientation.UPRIGHT;
  }
}
