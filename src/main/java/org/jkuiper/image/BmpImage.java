package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.u16le;
import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A BMP, read row by row from its own bytes. Its pixels are stored as they are or in short runs, so
 * plain Java can read them without holding them. It also reads the kinds that leptonica refuses
 * (bit fields, runs, OS/2) or shows in wrong colours (16 bits a pixel). ImageIO's readers would
 * bring AWT and put the pixels on the heap. The layout is that of Microsoft's BITMAPINFOHEADER to
 * BITMAPV5HEADER, the older BITMAPCOREHEADER and OS/2's BITMAPINFOHEADER2.
 */
final class BmpImage implements RgbImage {
  private static final int FILE_HEADER = 14;
  private static final int CORE_HEADER = 12;
  private static final int SHORTEST_HEADER_2 = 16;
  private static final int INFO_HEADER = 40;
  private static final int MASKS_AT = FILE_HEADER + INFO_HEADER;
  private static final int UNCOMPRESSED = 0;
  private static final int RLE8 = 1;
  private static final int RLE4 = 2;
  private static final int BIT_FIELDS = 3;
  private static final int JPEG = 4;
  private static final int PNG = 5;
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
  private final @Nullable BmpRuns runs;

  private BmpImage(ByteBuffer bmp, ImageLimits limits) throws ImageException {
    this.bmp = bmp;
    words = bmp.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    pixelsAt = words.getInt(10);
    int headerLength = words.getInt(FILE_HEADER);
    boolean core = headerLength == CORE_HEADER;
    if (!core && (headerLength < SHORTEST_HEADER_2 || headerLength > 124)) {
      throw BrokenImageException.damaged(ImageFormat.BMP, "its header has an unknown length");
    }
    boolean info = headerLength >= INFO_HEADER;
    width = core ? u16le(bmp, 18) : words.getInt(18);
    int signedHeight = core ? u16le(bmp, 20) : words.getInt(22);
    topDown = signedHeight < 0;
    height = Math.abs(signedHeight);
    if (width < 1 || height < 1) {
      throw BrokenImageException.damaged(
          ImageFormat.BMP, "its size is " + width + " x " + signedHeight + " pixels");
    }
    depth = u16le(bmp, core ? 24 : 28);
    int compression = info ? words.getInt(30) : UNCOMPRESSED;
    boolean bitFields = compression == BIT_FIELDS || compression == ALPHA_BIT_FIELDS;
    check(compression, bitFields);
    int headerEnd = FILE_HEADER + headerLength;
    int paletteAt =
        bitFields
            ? Math.max(headerEnd, MASKS_AT + (compression == BIT_FIELDS ? 12 : 16))
            : headerEnd;
    boolean inRuns = compression == RLE8 || compression == RLE4;
    long bytesPerRow = inRuns ? 0 : ((long) width * depth + 31) / 32 * 4;
    long pixelBytes = bytesPerRow * height;
    palette =
        depth > 8
            ? new int[0]
            : palette(paletteAt, core ? 3 : 4, info ? words.getInt(46) : 0, pixelBytes);
    redMask = bitFields ? words.getInt(MASKS_AT) : depth == 16 ? 0x7c00 : 0xff0000;
    greenMask = bitFields ? words.getInt(MASKS_AT + 4) : depth == 16 ? 0x3e0 : 0xff00;
    blueMask = bitFields ? words.getInt(MASKS_AT + 8) : depth == 16 ? 0x1f : 0xff;
    if (pixelsAt < paletteAt) {
      throw BrokenImageException.damaged(ImageFormat.BMP, "its pixels begin inside its header");
    }
    if (pixelBytes > bmp.limit() - pixelsAt) {
      throw BrokenImageException.truncated(ImageFormat.BMP);
    }
    limits.checkPixels(width, height);
    runs = inRuns ? new BmpRuns(bmp, pixelsAt, width, height, depth) : null;
    rowLength = (int) bytesPerRow;
  }

  /**
   * Reads the header. Checks that all pixels are there, and that they are no more than {@code
   * limits} allows. Nothing is decoded yet.
   */
  static BmpImage read(ByteBuffer bmp, ImageLimits limits) throws ImageException {
    try {
      return new BmpImage(bmp, limits);
    } catch (IndexOutOfBoundsException e) {
      throw BrokenImageException.truncated(ImageFormat.BMP);
    }
  }

  private void check(int compression, boolean bitFields) throws ImageException {
    boolean known =
        switch (depth) {
          case 4 -> compression == UNCOMPRESSED || compression == RLE4;
          case 8 -> compression == UNCOMPRESSED || compression == RLE8;
          case 1, 2, 24 -> compression == UNCOMPRESSED;
          case 16, 32 -> compression == UNCOMPRESSED || bitFields;
          default -> false;
        };
    if (!known && (compression == JPEG || compression == PNG)) {
      throw new UnsupportedFormatException(
          "the image is a BMP in a rare compression, which is not supported");
    }
    if (!known) {
      throw BrokenImageException.damaged(
          ImageFormat.BMP, "%d bits a pixel in compression %d".formatted(depth, compression));
    }
  }

  /**
   * Reads the palette. It always has as many colours as the depth can name; a colour that the file
   * does not define is black. If the file does not say how many it defines, it defines as many as
   * there is room for before the pixels. But if the pixels would also fit behind a whole palette,
   * the file is damaged.
   */
  private int[] palette(int at, int entryLength, int stated, long pixelBytes)
      throws BrokenImageException {
    int[] colors = new int[1 << depth];
    boolean isStated = stated > 0 && stated <= colors.length;
    int defined = isStated ? stated : colors.length;
    int end = at + entryLength * defined;
    if (pixelsAt >= at && pixelsAt < end && (isStated || bmp.limit() - end >= pixelBytes)) {
      throw BrokenImageException.damaged(ImageFormat.BMP, "its pixels begin inside its palette");
    }
    for (int i = 0; i < defined && at + (i + 1) * entryLength <= pixelsAt; i++) {
      int entry = at + i * entryLength;
      colors[i] = rgb(u8(bmp, entry + 2), u8(bmp, entry + 1), u8(bmp, entry));
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
    int stored = topDown ? y : height - 1 - y;
    if (runs != null) {
      runs.row(stored, palette, pixels);
      return;
    }
    int at = pixelsAt + stored * rowLength;
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
    // There is nothing to free: the pixels are the caller's bytes.
  }
}
