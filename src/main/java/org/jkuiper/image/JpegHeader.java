package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.u16be;
import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * The markers of a JPEG (ITU-T T.81, annex B). Only what libjpeg needs for the pixels is passed on:
 * tables, frame, scans, and the two application segments that decide the colour model.
 */
final class JpegHeader {
  private static final int SOF0 = 0xc0;
  private static final int SOF2 = 0xc2;
  private static final int DHT = 0xc4;
  private static final int JPG = 0xc8;
  private static final int DAC = 0xcc;
  private static final int SOF15 = 0xcf;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int DQT = 0xdb;
  private static final int DRI = 0xdd;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;

  /**
   * SOI and an Adobe segment with transform 0: four components are then CMYK stored inverted, which
   * is what every writer of CMYK JPEG does, with or without the segment, and what Pillow assumes.
   */
  private static final byte[] SOI_ADOBE_CMYK = {
    -1, (byte) SOI, -1, (byte) APP14, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };

  private static final byte[] SOI_ONLY = {-1, (byte) SOI};

  private final ByteBuffer jpeg;
  private int frameAt = -1;
  private int scans;

  /**
   * The components, by their identifiers, that a scan has begun: libjpeg makes up what is missing.
   */
  private final BitSet begun = new BitSet();

  private boolean adobe;
  private Orientation orientation = Orientation.UPRIGHT;

  private JpegHeader(ByteBuffer jpeg) {
    this.jpeg = jpeg;
  }

  static ImageHeader read(ByteBuffer jpeg) throws ImageException {
    return new JpegHeader(jpeg).read();
  }

  private ImageHeader read() throws ImageException {
    Excerpt pixels = walk(new Excerpt(jpeg, SOI_ONLY));
    if (scans == 0) {
      throw BrokenImageException.damaged(ImageFormat.JPEG, "it has no scan");
    }
    for (int i = 0; i < u8(jpeg, frameAt + 9); i++) {
      if (!begun.get(u8(jpeg, frameAt + 10 + 3 * i))) {
        throw BrokenImageException.damaged(ImageFormat.JPEG, "it lacks the scan of a component");
      }
    }
    if (u8(jpeg, frameAt + 9) == 4 && !adobe) {
      // One more walk for one picture in a million is simpler than an excerpt with a hole.
      pixels = new JpegHeader(jpeg).walk(new Excerpt(jpeg, SOI_ADOBE_CMYK));
    }
    int height = u16be(jpeg, frameAt + 5);
    if (height == 0) {
      throw new UnsupportedFormatException("the image is a JPEG without a height (DNL)");
    }
    return ImageHeader.still(
        ImageFormat.JPEG, u16be(jpeg, frameAt + 7), height, orientation, scans, pixels);
  }

  /** Steps from marker to marker to EOI; what follows it (thumbnails, video) is not the picture. */
  private Excerpt walk(Excerpt pixels) throws ImageException {
    int at = 2;
    while (true) {
      at = nextMarker(at);
      int marker = u8(jpeg, at + 1);
      if (marker == EOI) {
        pixels.add(at, at + 2);
        return pixels;
      }
      if (marker == SOI || marker == 0x01 || (marker >= RST0 && marker <= RST7)) {
        at += 2;
        continue;
      }
      int length = u16be(jpeg, at + 2);
      int end = at + 2 + length;
      if (length < 2) {
        throw BrokenImageException.damaged(ImageFormat.JPEG, "a segment has no length");
      }
      if (end > jpeg.limit()) {
        throw BrokenImageException.truncated(ImageFormat.JPEG);
      }
      if (segment(marker, at, end)) {
        if (marker == SOS) {
          end = endOfScan(end);
        }
        pixels.add(at, end);
      }
      at = end;
    }
  }

  /** Takes note of a segment; true if the decoder needs it. */
  private boolean segment(int marker, int at, int end) throws ImageException {
    switch (marker) {
      case DQT, DHT, DRI -> {
        return true;
      }
      case SOS -> {
        if (frameAt < 0) {
          throw BrokenImageException.damaged(ImageFormat.JPEG, "a scan comes before the frame");
        }
        scans++;
        int components = u8(jpeg, at + 4);
        for (int i = 0; i < components; i++) {
          begun.set(u8(jpeg, at + 5 + 2 * i));
        }
        return true;
      }
      case APP0 -> {
        return Magic.at(jpeg, at + 4, "JFIF\0");
      }
      case APP1 -> {
        if (orientation == Orientation.UPRIGHT
            && end - at > 10
            && Magic.at(jpeg, at + 4, "Exif\0")) {
          orientation = Orientation.inTiff(jpeg, at + 10, end - at - 10);
        }
        return false;
      }
      case APP14 -> {
        boolean isAdobe = Magic.at(jpeg, at + 4, "Adobe") && end - at >= 16;
        adobe |= isAdobe;
        return isAdobe;
      }
      default -> {
        if (marker < SOF0 || marker > SOF15 || marker == JPG) {
          return false;
        }
        frame(marker, at, end);
        return true;
      }
    }
  }

  private void frame(int marker, int at, int end) throws ImageException {
    if (marker > SOF2 || marker == DAC) {
      throw new UnsupportedFormatException(
          "the image is a JPEG of a rare kind (lossless, hierarchical or arithmetic-coded) that is"
              + " not supported");
    }
    if (frameAt >= 0) {
      throw BrokenImageException.damaged(ImageFormat.JPEG, "it has two frames");
    }
    if (end - at < 10 || end - at != 10 + 3 * u8(jpeg, at + 9)) {
      throw BrokenImageException.damaged(ImageFormat.JPEG, "its frame has a wrong length");
    }
    int precision = u8(jpeg, at + 4);
    if (precision != 8) {
      throw new UnsupportedFormatException(
          "the image is a JPEG of " + precision + " bits, which is not supported");
    }
    frameAt = at;
  }

  /** The next marker at or after {@code at}; stray and fill bytes before it are stepped over. */
  private int nextMarker(int at) throws BrokenImageException {
    // Nearly all bytes are passed over here: without a call for each, slow until it is compiled.
    byte[] bytes = jpeg.array();
    int offset = jpeg.arrayOffset();
    for (int i = offset + at; i < offset + jpeg.limit() - 1; i++) {
      if (bytes[i] == -1 && bytes[i + 1] != -1 && bytes[i + 1] != 0) {
        return i - offset;
      }
    }
    throw BrokenImageException.truncated(ImageFormat.JPEG);
  }

  /** The first marker after entropy-coded data that is not a restart marker. */
  private int endOfScan(int at) throws BrokenImageException {
    int i = at;
    while (true) {
      i = nextMarker(i);
      int marker = u8(jpeg, i + 1);
      if (marker < RST0 || marker > RST7) {
        return i;
      }
      i += 2;
    }
  }
}
