package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.u16le;
import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An uncompressed BMP, read row by row from its own bytes. Its pixels lie there as they are, so
 * plain Java does it, and reads the kinds that leptonica refuses (bit fields, OS/2) or shows in
 * wrong colours (16 bits a pixel). Layout: Microsoft's BITMAPINFOHEADER to BITMAPV5HEADER and the
 * older BITMAPCOREHEADER.
 */
final class BmpImage implements RgbImage {
  private static final int FILE_HEADER = 14;
  private static final int CORE_HEADER = 12;
  private static final int MASKS_AT = FILE_HEADER + 40;
  private static final int UNCOMPRESSED = 0;
  private static final int RLE4 = 2;
  private static final int BIT_FIELDS = 3;
  private static final int ALPHA_BIT_FIELDS = 6;

  private final ByteBuffer bmp;
  private final ByteBuffer words;
  private final int width;
  private final int height;
  private final boolean topDown;
  private final int depth;
  private final int rowLength;
  private final int pixelsAt;
  private final int[] palette;
  private final int redMask;
  private final int greenMask;
  private final int blueMask;

  private BmpImage(ByteBuffer bmp) throws ImageException {
    this.bmp = bmp;
    words = bmp.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    pixelsAt = words.getInt(10);
    int headerLength = words.getInt(FILE_HEADER);
    boolean core = headerLength == CORE_HEADER;
    if (!core && (headerLength < 40 || headerLength > 124)) {
      throw BrokenImageException.damaged(ImageFormat.BMP, "its header has an unknown length");
    }
    width = core ? u16le(bmp, 18) : words.getInt(18);
    int signedHeight = core ? u16le(bmp, 20) : words.getInt(22);
    topDown = signedHeight < 0;
    height = Math.abs(signedHeight);
    if (width < 1 || height < 1) {
      throw BrokenImageException.damaged(
          ImageFormat.BMP, "its size is " + width + " x " + signedHeight + " pixels");
    }
    depth = u16le(bmp, core ? 24 : 28);
    int compression = core ? UNCOMPRESSED : words.getInt(30);
    boolean bitFields = compression == BIT_FIELDS || compression == ALPHA_BIT_FIELDS;
    check(compression, bitFields);
    int paletteAt = FILE_HEADER + headerLength;
    int colors = core ? 0 : words.getInt(46);
    palette = depth > 8 ? new int[0] : palette(paletteAt, core ? 3 : 4, colors);
    redMask = bitFields ? words.getInt(MASKS_AT) : depth == 16 ? 0x7c00 : 0xff0000;
    greenMask = bitFields ? words.getInt(MASKS_AT + 4) : depth == 16 ? 0x3e0 : 0xff00;
    blueMask = bitFields ? words.getInt(MASKS_AT + 8) : depth == 16 ? 0x1f : 0xff;
    long bytesPerRow = ((long) width * depth + 31) / 32 * 4;
    if (pixelsAt < paletteAt || bytesPerRow > (bmp.limit() - pixelsAt) / height) {
      throw BrokenImageException.truncated(ImageFormat.BMP);
    }
    rowLength = (int) bytesPerRow;
  }

  /** Reads the header and checks that all pixels are there; nothing is decoded yet. */
  static BmpImage read(ByteBuffer bmp) throws ImageException {
    try {
      return new BmpImage(bmp);
    } catch (IndexOutOfBoundsException e) {
      throw BrokenImageException.truncated(ImageFormat.BMP);
    }
  }

  private void check(int compression, boolean bitFields) throws ImageException {
    boolean known =
        switch (depth) {
          case 1, 2, 4, 8, 24 -> compression == UNCOMPRESSED;
          case 16, 32 -> compression == UNCOMPRESSED || bitFields;
          default -> false;
        };
    if (!known && compression > UNCOMPRESSED && compression <= RLE4) {
      throw new UnsupportedFormatException(
          "the image is a run-length encoded BMP, which is not supported");
    }
    if (!known) {
      throw BrokenImageException.damaged(
          ImageFormat.BMP, "%d bits a pixel in compression %d".formatted(depth, compression));
    }
  }

  /** Always as many colours as the depth can name: what the file does not define is black. */
  private int[] palette(int at, int entryLength, int used) {
    int[] colors = new int[1 << depth];
    int defined = used > 0 && used < colors.length ? used : colors.length;
    for (int i = 0; i < defined; i++) {
      int entry = at + i * entryLength;
      if (entry + entryLength <= pixelsAt) {
        colors[i] = rgb(u8(bmp, entry + 2), u8(bmp, entry + 1), u8(bmp, entry));
      }
    }
    return colors;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public void row(int y, int[] pixels) {
    int at = pixelsAt + (topDown ? y : height - 1 - y) * rowLength;
    for (int x = 0; x < width; x++) {
      pixels[x] =
          switch (depth) {
            case 24 -> rgb(u8(bmp, at + 3 * x + 2), u8(bmp, at + 3 * x + 1), u8(bmp, at + 3 * x));
            case 32 -> masked(words.getInt(at + 4 * x));
            case 16 -> masked(u16le(bmp, at + 2 * x));
            default -> palette[index(at, x)];
          };
    }
  }

  private int index(int at, int x) {
    int perByte = 8 / depth;
    int shift = 8 - depth * (1 + x % perByte);
    return (u8(bmp, at + x / perByte) >> shift) & ((1 << depth) - 1);
  }

  private int masked(int word) {
    return rgb(channel(word, redMask), channel(word, greenMask), channel(word, blueMask));
  }

  private static int channel(int word, int mask) {
    if (mask == 0) {
      return 0;
    }
    int shift = Integer.numberOfTrailingZeros(mask);
    long value = Integer.toUnsignedLong(word & mask) >> shift;
    return (int) (value * 255 / (Integer.toUnsignedLong(mask) >> shift));
  }

  private static int rgb(int red, int green, int blue) {
    return red << 24 | green << 16 | blue << 8;
  }

  @Override
  public void close() {
    // The pixels are the caller's bytes.
  }
}
