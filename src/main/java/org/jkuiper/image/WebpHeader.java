package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.u16le;
import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunks of a WebP (RFC 9649). It passes on only the first bitstream, as a simple WebP. A
 * separate alpha plane is dropped, like all transparency.
 */
final class WebpHeader {
  private static final int FILE_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;

  private final ByteBuffer webp;
  private final int end;
  private final StatedOrientation orientation = new StatedOrientation();
  private int canvasWidth;
  private int canvasHeight;
  private int frameX;
  private int frameY;
  private boolean inFrame;
  private int bitstreamAt = -1;
  private ImageHeader.@Nullable Frame frame;

  private WebpHeader(ByteBuffer webp) throws BrokenImageException {
    this.webp = webp;
    end = endOf(0, webp.limit());
  }

  static ImageHeader read(ByteBuffer webp) throws ImageException {
    return new WebpHeader(webp).read();
  }

  private ImageHeader read() throws ImageException {
    chunks(FILE_HEADER, end);
    ImageHeader.Frame first = frame;
    if (first == null) {
      throw BrokenImageException.damaged(ImageFormat.WEBP, "it has no frame");
    }
    boolean simple = canvasWidth == 0;
    int width = simple ? first.width() : canvasWidth;
    int height = simple ? first.height() : canvasHeight;
    if (first.x() + first.width() > width || first.y() + first.height() > height) {
      throw BrokenImageException.damaged(ImageFormat.WEBP, "its frame is larger than the picture");
    }
    return new ImageHeader(
        ImageFormat.WEBP,
        width,
        height,
        orientation.get(),
        orientation.exif(),
        1,
        first,
        0,
        bitstream(bitstreamAt));
  }

  private void chunks(int from, int to) throws BrokenImageException {
    int at = from;
    while (to - at >= CHUNK_HEADER) {
      int chunkEnd = endOf(at, to);
      int data = at + CHUNK_HEADER;
      if (Magic.at(webp, at, "VP8X")) {
        canvasWidth = 1 + u24le(data + 4);
        canvasHeight = 1 + u24le(data + 7);
      } else if (Magic.at(webp, at, "EXIF")) {
        int tiff = Magic.at(webp, data, "Exif\0\0") ? data + 6 : data;
        orientation.exif(webp, tiff, Math.max(0, chunkEnd - tiff));
      } else if (Magic.at(webp, at, "XMP ")) {
        orientation.xmp(webp, data, chunkEnd);
      } else if (frame == null) {
        image(at, data, chunkEnd);
      }
      at = chunkEnd + ((chunkEnd - data) & 1);
    }
  }

  private void image(int at, int data, int chunkEnd) throws BrokenImageException {
    if (Magic.at(webp, at, "ANMF") && !inFrame) {
      inFrame = true;
      frameX = 2 * u24le(data);
      frameY = 2 * u24le(data + 3);
      chunks(data + FRAME_HEADER, chunkEnd);
      inFrame = false;
    } else if (Magic.at(webp, at, "VP8 ")) {
      bitstreamAt = at;
      frame = frame(u16le(webp, data + 6) & 0x3fff, u16le(webp, data + 8) & 0x3fff);
    } else if (Magic.at(webp, at, "VP8L")) {
      bitstreamAt = at;
      int bits = i32le(data + 1);
      frame = frame(1 + (bits & 0x3fff), 1 + (bits >>> 14 & 0x3fff));
    }
  }

  private ImageHeader.Frame frame(int width, int height) {
    return new ImageHeader.Frame(frameX, frameY, width, height);
  }

  private Excerpt bitstream(int at) throws BrokenImageException {
    int chunkEnd = endOf(at, end);
    int padding = (chunkEnd - at) & 1;
    byte[] header = new byte[FILE_HEADER];
    ByteBuffer.wrap(header)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(webp.slice(0, 4))
        .putInt(4 + chunkEnd - at + padding)
        .put(webp.slice(8, 4));
    Excerpt pixels = new Excerpt(webp, header);
    pixels.add(at, chunkEnd);
    if (padding == 1) {
      pixels.add(chunkEnd, chunkEnd + 1);
    }
    return pixels;
  }

  /** Where the chunk at {@code at} ends, without its padding. */
  private int endOf(int at, int limit) throws BrokenImageException {
    int length = i32le(at + 4);
    if (length < 0 || length > limit - at - CHUNK_HEADER) {
      throw BrokenImageException.truncated(ImageFormat.WEBP);
    }
    return at + CHUNK_HEADER + length;
  }

  private int u24le(int at) {
    return u16le(webp, at) | u8(webp, at + 2) << 16;
  }

  private int i32le(int at) {
    return u16le(webp, at) | u16le(webp, at + 2) << 16;
  }
}
