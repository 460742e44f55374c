package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.u16be;
import static org.jkuiper.image.ImageHeader.u8;
import static org.jkuiper.image.JpegMarkers.*;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the markers of a JPEG (ITU-T T.81, annex B). It passes on only what libjpeg needs for the
 * pixels: tables, frame and scans, behind a beginning of our own that states the colour model.
 */
final class JpegHeader {
  private static final byte[] EOI_ONLY = {-1, (byte) EOI};
  private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

  private final ByteBuffer jpeg;
  private final byte[] bytes;
  private final int offset;
  private int frameAt = -1;
  private int scans;

  private @Nullable Progression progression;
  private final JpegColors colors = new JpegColors();
  private boolean strays;
  private final StatedOrientation orientation = new StatedOrientation();

  private JpegHeader(ByteBuffer jpeg) {
    this.jpeg = jpeg;
    bytes = jpeg.array();
    offset = jpeg.arrayOffset();
  }

  static ImageHeader read(ByteBuffer jpeg) throws ImageException {
    return new JpegHeader(jpeg).read();
  }

  private ImageHeader read() throws ImageException {
    Excerpt pixels = walk();
    if (scans == 0) {
      throw BrokenImageException.damaged(ImageFormat.JPEG, "it has no scan");
    }
    if (progression == null || !progression.hasEachComponent()) {
      throw BrokenImageException.damaged(ImageFormat.JPEG, "it lacks the scan of a component");
    }
    pixels.beginWith(colors.header(u8(jpeg, frameAt + 9)));
    int height = u16be(jpeg, frameAt + 5);
    if (height == 0) {
      throw new UnsupportedFormatException("the image is a JPEG without a height (DNL)");
    }
    return ImageHeader.still(
        ImageFormat.JPEG,
        u16be(jpeg, frameAt + 7),
        height,
        orientation.get(),
        orientation.exif(),
        scans,
        pixels);
  }

  /**
   * Steps from marker to marker until EOI. What follows EOI (thumbnails, video) is not part of the
   * picture. If EOI is missing, the picture ends behind its last scan, provided that no pixel can
   * need another scan. What a camera wrote behind that scan is then not a segment.
   */
  private Excerpt walk() throws ImageException {
    Excerpt pixels = new Excerpt(jpeg);
    pixels.endWith(EOI_ONLY);
    int at = 2;
    while (true) {
      int from = at;
      at = JpegMarkers.next(bytes, offset + from, offset + jpeg.limit()) - offset;
      strays |= !isFill(from, at);
      int marker = at < jpeg.limit() ? u8(jpeg, at + 1) : EOI;
      if (marker == EOI && (at < jpeg.limit() || isComplete())) {
        // A JPEG with a scan fewer is legal, only coarser. But strays may be all that is left of a
        // scan.
        if (strays && !isComplete()) {
          throw BrokenImageException.damaged(ImageFormat.JPEG, "it lacks a scan");
        }
        return pixels;
      }
      if (marker == SOI && isComplete()) {
        return pixels;
      }
      if (at < jpeg.limit() && (marker == SOI || marker == TEM || isRestart(marker))) {
        at += 2;
        continue;
      }
      int length = at < jpeg.limit() - 3 ? u16be(jpeg, at + 2) : jpeg.limit();
      int end = at + 2 + length;
      if ((length < 2 || end > jpeg.limit()) && isComplete()) {
        return pixels;
      }
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

  /** Whether these are bytes that may fill the place before a marker (T.81, B.1.1.2). */
  private boolean isFill(int from, int to) {
    for (int i = from; i < to; i++) {
      if (u8(jpeg, i) != 0xff) {
        return false;
      }
    }
    return true;
  }

  private boolean isComplete() {
    return progression != null && progression.isComplete();
  }

  /** Takes note of a segment. Returns true if the decoder needs it. */
  private boolean segment(int marker, int at, int end) throws ImageException {
    switch (marker) {
      case DQT, DHT, DRI -> {
        return true;
      }
      case SOS -> {
        if (progression == null) {
          throw BrokenImageException.damaged(ImageFormat.JPEG, "a scan comes before the frame");
        }
        scans++;
        progression.add(at);
        return true;
      }
      case APP1 -> {
        if (Magic.at(jpeg, at + 4, "Exif\0")) {
          orientation.exif(jpeg, at + 10, end - at - 10);
        } else if (Magic.at(jpeg, at + 4, XMP)) {
          orientation.xmp(jpeg, at + 4 + XMP.length(), end);
        }
        return false;
      }
      case APP0, APP14 -> {
        if (scans == 0) {
          colors.segment(jpeg, at, end);
        }
        return false;
      }
      default -> {
        if (isFrame(marker)) {
          frame(marker, at, end);
        }
        return isFrame(marker);
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
    progression = new Progression(jpeg, at);
  }

  /** Where a scan's data ends. An FF at the very end is half a marker and not part of the data. */
  private int endOfScan(int from) {
    int limit = offset + jpeg.limit();
    int end = JpegMarkers.endOfScan(bytes, offset + from, limit);
    while (end == limit && end > offset + from && bytes[end - 1] == -1) {
      limit = --end;
    }
    return end - offset;
  }
}
