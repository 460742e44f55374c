package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.u16le;
import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of a GIF (GIF89a specification). It passes on only the first frame, as a GIF of
 * one frame: giflib would decode every frame of an animation before it gave the first. The trailer
 * is our own, so a GIF that was cut behind its pixels counts as whole.
 */
final class GifHeader {
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int TRAILER = 0x3b;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int APPLICATION = 0xff;
  private static final byte[] END = {TRAILER};
  private static final byte[] END_OF_BLOCKS_AND_END = {0, TRAILER};

  private final ByteBuffer gif;
  private final Excerpt pixels;
  private int transparent = -1;
  private ImageHeader.@Nullable Frame frame;
  private int framePalette;
  private final StatedOrientation orientation = new StatedOrientation();

  private GifHeader(ByteBuffer gif) {
    this.gif = gif;
    pixels = new Excerpt(gif);
  }

  static ImageHeader read(ByteBuffer gif) throws ImageException {
    return new GifHeader(gif).read();
  }

  private ImageHeader read() throws ImageException {
    int at = 13 + paletteLength(10);
    pixels.add(0, at);
    pixels.endWith(END);
    while (frame == null || at < gif.limit()) {
      switch (u8(gif, at)) {
        case TRAILER -> {
          return header();
        }
        case IMAGE -> at = image(at);
        case EXTENSION -> at = extension(at);
        default -> {
          if (frame == null) {
            throw BrokenImageException.damaged(ImageFormat.GIF, "it has an unknown block");
          }
          return header();
        }
      }
    }
    return header();
  }

  private ImageHeader header() throws BrokenImageException {
    ImageHeader.Frame first = frame;
    if (first == null) {
      throw BrokenImageException.damaged(ImageFormat.GIF, "it has no frame");
    }
    // A frame may reach beyond the logical screen. Then the screen grows, as in browsers and
    // Pillow.
    int width = Math.max(u16le(gif, 6), first.x() + first.width());
    int height = Math.max(u16le(gif, 8), first.y() + first.height());
    return new ImageHeader(
        ImageFormat.GIF,
        width,
        height,
        orientation.get(),
        orientation.exif(),
        1,
        first,
        background(),
        pixels);
  }

  /** The colour that Pillow shows outside the frame: the transparent one, else the first. */
  private int background() {
    int palette = framePalette > 0 ? framePalette : 13;
    int color = palette + 3 * Math.max(transparent, 0);
    return u8(gif, color) << 24 | u8(gif, color + 1) << 16 | u8(gif, color + 2) << 8;
  }

  private int image(int at) {
    boolean first = frame == null;
    int data = at + 10 + paletteLength(at + 9);
    int end = frame == null ? endOfPixels(data + 1) : endOfSubBlocks(data + 1);
    if (first) {
      frame =
          new ImageHeader.Frame(
              u16le(gif, at + 1), u16le(gif, at + 3), u16le(gif, at + 5), u16le(gif, at + 7));
      framePalette = data > at + 10 ? at + 10 : 0;
      pixels.add(at, end);
    }
    return end;
  }

  private int extension(int at) {
    if (frame == null && u8(gif, at + 1) == GRAPHIC_CONTROL && (u8(gif, at + 3) & 1) == 1) {
      transparent = u8(gif, at + 6);
    }
    int end = endOfSubBlocks(at + 2);
    if (u8(gif, at + 1) == APPLICATION && Magic.at(gif, at + 3, "XMP DataXMP")) {
      orientation.xmp(gif, at + 14, end);
    }
    return end;
  }

  /** Bytes of the colour table that the flags at {@code flagsAt} announce. */
  private int paletteLength(int flagsAt) {
    int flags = u8(gif, flagsAt);
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private int endOfSubBlocks(int at) {
    int i = at;
    while (u8(gif, i) != 0) {
      i += 1 + u8(gif, i);
    }
    return i + 1;
  }

  /** Like {@link #endOfSubBlocks}, but if the GIF ends there, the empty block may be missing. */
  private int endOfPixels(int at) {
    int i = at;
    while (i < gif.limit() && u8(gif, i) != 0) {
      if (i == gif.limit() - 1 && u8(gif, i) == TRAILER) {
        break;
      }
      i += 1 + u8(gif, i);
    }
    if (i < gif.limit() && u8(gif, i) == 0) {
      return i + 1;
    }
    pixels.endWith(END_OF_BLOCKS_AND_END);
    return i;
  }
}
