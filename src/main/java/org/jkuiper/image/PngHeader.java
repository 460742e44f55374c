package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.i32be;
import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Reads the chunks of a PNG (W3C PNG, third edition). It passes on only the four critical ones. The
 * others (profiles and texts that may inflate to gigabytes, transparency that is dropped anyway)
 * add nothing to red, green and blue. The last critical chunk, which is empty, is our own, so a PNG
 * that was cut behind its pixels counts as whole.
 */
final class PngHeader {
  private static final int SIGNATURE = 8;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;
  private static final int EXIF = 0x65584966;
  private static final int ITXT = 0x69545874;
  private static final int AROUND_DATA = 12;

  private static final byte[] END = {
    0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82
  };

  private final ByteBuffer png;
  private final Excerpt pixels;
  private final StatedOrientation orientation = new StatedOrientation();
  private boolean hasData;

  private PngHeader(ByteBuffer png) {
    this.png = png;
    pixels = new Excerpt(png);
  }

  static ImageHeader read(ByteBuffer png) throws ImageException {
    if (i32be(png, SIGNATURE) != 13 || i32be(png, SIGNATURE + 4) != IHDR) {
      throw BrokenImageException.damaged(ImageFormat.PNG, "its header is not the first chunk");
    }
    return new PngHeader(png).read();
  }

  private ImageHeader read() throws ImageException {
    pixels.add(0, SIGNATURE);
    pixels.endWith(END);
    walk();
    int width = i32be(png, SIGNATURE + 8);
    int height = i32be(png, SIGNATURE + 12);
    return ImageHeader.still(
        ImageFormat.PNG, width, height, orientation.get(), orientation.exif(), 1, pixels);
  }

  /** Steps from chunk to chunk until IEND. Once pixels have come, the chunks may just end. */
  private void walk() throws ImageException {
    int at = SIGNATURE;
    while (true) {
      if (hasData && at + 8 > png.limit()) {
        return;
      }
      int length = i32be(png, at);
      int type = i32be(png, at + 4);
      if (type == IEND || (hasData && !isName(at + 4))) {
        return;
      }
      if (length < 0 || length > png.limit() - at - AROUND_DATA) {
        cut(at, length, type);
        return;
      }
      int end = at + AROUND_DATA + length;
      switch (type) {
        case IHDR, PLTE -> pixels.add(at, end);
        case IDAT -> {
          pixels.add(at, end);
          hasData = true;
        }
        case EXIF -> orientation.exif(png, at + 8, length);
        case ITXT -> orientation.itxt(png, at + 8, end - 4);
        default -> {
          if ((u8(png, at + 4) & 0x20) == 0) {
            throw BrokenImageException.damaged(ImageFormat.PNG, "it has an unknown critical chunk");
          }
        }
      }
      at = end;
    }
  }

  /** Whether there are four letters at {@code at}, as in the name of each chunk. */
  private boolean isName(int at) {
    for (int i = at; i < at + 4; i++) {
      int letter = u8(png, i) | 0x20;
      if (letter < 'a' || letter > 'z') {
        return false;
      }
    }
    return true;
  }

  /**
   * Mends the chunk at {@code at}, which is cut. A chunk of pixels is whole if only checksums are
   * missing: its own, and the one at the end of the compressed data. These are added.
   */
  private void cut(int at, int length, int type) throws BrokenImageException {
    if (type != IDAT && hasData) {
      return;
    }
    byte[] missing = type == IDAT && length >= 0 ? ZlibEnd.missing(data(at, length)) : null;
    if (missing == null) {
      throw BrokenImageException.truncated(ImageFormat.PNG);
    }
    int there = Math.min(length, png.limit() - at - 8);
    ByteBuffer end = ByteBuffer.allocate(AROUND_DATA + there + missing.length + END.length);
    end.putInt(there + missing.length).putInt(IDAT);
    end.put(png.slice(at + 8, there)).put(missing);
    CRC32 crc = new CRC32();
    crc.update(end.duplicate().flip().position(4));
    pixels.endWith(end.putInt((int) crc.getValue()).put(END).array());
  }

  /** The data of all chunks of pixels. Of the last chunk, at {@code last}, it is what there is. */
  private List<ByteBuffer> data(int last, int length) {
    List<ByteBuffer> pieces = new ArrayList<>();
    for (int at = SIGNATURE; at < last; at += AROUND_DATA + i32be(png, at)) {
      if (i32be(png, at + 4) == IDAT) {
        pieces.add(png.slice(at + 8, i32be(png, at)));
      }
    }
    pieces.add(png.slice(last + 8, Math.min(length, png.limit() - last - 8)));
    return pieces;
  }
}
