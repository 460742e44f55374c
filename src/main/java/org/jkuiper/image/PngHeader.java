package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.i32be;
import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;

/**
 * The chunks of a PNG (W3C PNG, third edition). Only the four critical ones are passed on: the
 * others (profiles and texts that may inflate to gigabytes, transparency that is dropped anyway)
 * add nothing to red, green and blue.
 */
final class PngHeader {
  private static final int SIGNATURE = 8;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;
  private static final int EXIF = 0x65584966;

  private PngHeader() {}

  static ImageHeader read(ByteBuffer png) throws ImageException {
    if (i32be(png, SIGNATURE) != 13 || i32be(png, SIGNATURE + 4) != IHDR) {
      throw BrokenImageException.damaged(ImageFormat.PNG, "its header is not the first chunk");
    }
    Excerpt pixels = new Excerpt(png);
    pixels.add(0, SIGNATURE);
    Orientation orientation = Orientation.UPRIGHT;
    int at = SIGNATURE;
    while (true) {
      int length = i32be(png, at);
      int type = i32be(png, at + 4);
      if (length < 0 || length > png.limit() - at - 12) {
        throw BrokenImageException.truncated(ImageFormat.PNG);
      }
      int end = at + 12 + length;
      switch (type) {
        case IHDR, PLTE, IDAT -> pixels.add(at, end);
        case EXIF -> orientation = Orientation.inTiff(png, at + 8, length);
        case IEND -> {
          pixels.add(at, end);
          return ImageHeader.still(
              ImageFormat.PNG,
              i32be(png, SIGNATURE + 8),
              i32be(png, SIGNATURE + 12),
              orientation,
              1,
              pixels);
        }
        default -> {
          if ((u8(png, at + 4) & 0x20) == 0) {
            throw BrokenImageException.damaged(ImageFormat.PNG, "it has an unknown critical chunk");
          }
        }
      }
      at = end;
    }
  }
}
