package org.jkuiper.image;

import static org.bytedeco.leptonica.global.leptonica.*;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.leptonica.BOX;
import org.bytedeco.leptonica.PIX;
import org.jspecify.annotations.Nullable;

/**
 * An upright picture in its full size, to draw boxes and labels on. Lines and letters grow with the
 * picture. Coordinates are its pixels from the top left corner; what lies outside is not drawn. For
 * one thread at a time.
 */
public final class Drawing implements AutoCloseable {
  private static final int QUALITY = 85;

  /** A line's width is this share of the shorter side, and a letter's height that. */
  private static final int LINES = 150;

  private static final int LETTERS = 24;

  private static final int LEAST_LINE = 2;
  private static final int LEAST_LETTER = 17;

  private final PIX pix;
  private final int width;
  private final int height;

  /** How many pixels there are for one of the picture: less than 1 for a huge TIFF. */
  private final double scale;

  private final int line;
  private final Lettering lettering;

  private Drawing(PIX pix, int pictureWidth) {
    this.pix = pix;
    width = pixGetWidth(pix);
    height = pixGetHeight(pix);
    scale = (double) width / pictureWidth;
    int side = Math.min(width, height);
    line = Math.max(LEAST_LINE, side / LINES);
    lettering = new Lettering(Math.max(LEAST_LETTER, side / LETTERS));
  }

  /**
   * Decodes {@code picture}, the remaining bytes of a heap buffer.
   *
   * @throws ImageException if it is no picture within the limits; one sentence names the cause
   */
  public static Drawing of(ByteBuffer picture, ImageLimits limits) throws ImageException {
    Upright upright = new Upright();
    try {
      PictureDecoder.decode(picture.slice(), limits, upright);
      return upright.drawing();
    } catch (ImageException | RuntimeException | Error e) {
      upright.close();
      throw e;
    }
  }

  /** The frame of a rectangle, inside it. */
  public void frame(double x, double y, double boxWidth, double boxHeight, int rgb) {
    int left = pixel(x, width);
    int top = pixel(y, height);
    int right = pixel(x + boxWidth, width);
    int bottom = pixel(y + boxHeight, height);
    fill(left, top, right, Math.min(top + line, bottom), rgb);
    fill(left, Math.max(top, bottom - line), right, bottom, rgb);
    fill(left, top, Math.min(left + line, right), bottom, rgb);
    fill(Math.max(left, right - line), top, right, bottom, rgb);
  }

  /**
   * A line of text on a ground of its own. It stands on {@code y}, or below it if there is no room
   * above, and is moved into the picture if it would reach out of it.
   *
   * @param ground the colour behind the letters, which are black or white
   */
  public void label(String text, double x, double y, int ground) {
    PIX mask = lettering.mask(text);
    try {
      int wide = pixGetWidth(mask) + 2 * line;
      int high = lettering.height() + line;
      int above = pixel(y, height) - high;
      int top = Math.min(above >= 0 ? above : pixel(y, height), Math.max(0, height - high));
      int left = Math.max(0, Math.min(pixel(x, width), width - wide));
      fill(left, top, left + wide, top + high, ground);
      pixPaintThroughMask(pix, mask, left + line, top + line, word(lettersOn(ground)));
    } finally {
      pixDestroy(mask);
    }
  }

  /** The height of a label, in pixels of the picture. */
  public double lineHeight() {
    return (lettering.height() + line) / scale;
  }

  /** Black on a light ground, white on a dark one, by ITU-R 601's luma. */
  private static int lettersOn(int ground) {
    int luma = 299 * (ground >> 16 & 0xff) + 587 * (ground >> 8 & 0xff) + 114 * (ground & 0xff);
    return luma > 140_000 ? 0x000000 : 0xffffff;
  }

  private int pixel(double coordinate, int side) {
    return (int) Math.max(0, Math.min(side, Math.round(coordinate * scale)));
  }

  private void fill(int left, int top, int right, int bottom, int rgb) {
    if (right > left && bottom > top) {
      BOX box = boxCreate(left, top, right - left, bottom - top);
      pixSetInRectArbitrary(pix, box, word(rgb));
      boxDestroy(box);
    }
  }

  /** A colour as leptonica has it. */
  private static int word(int rgb) {
    return rgb << 8;
  }

  /** The picture as a JPEG. */
  public byte[] jpeg() {
    try (BytePointer encoded = new BytePointer((Pointer) null);
        SizeTPointer size = new SizeTPointer(1)) {
      if (pixWriteMemJpeg(encoded, size, pix, QUALITY, 0) != 0 || encoded.isNull()) {
        throw new OutOfMemoryError("no native memory for a JPEG");
      }
      byte[] jpeg = new byte[Math.toIntExact(size.get())];
      encoded.get(jpeg);
      lept_free(encoded);
      return jpeg;
    }
  }

  @Override
  public void close() {
    lettering.close();
    boolean large = (long) width * height > 4 << 20;
    pixDestroy(pix);
    if (large) {
      Pointer.trimMemory();
    }
  }

  /** Copies the pixels to where they lie in the upright picture. */
  private static final class Upright implements PictureDecoder.Use, AutoCloseable {
    private @Nullable PIX pix;
    private int pictureWidth;

    @Override
    public int reduction(ImageHeader header) {
      return 1;
    }

    @Override
    public void take(RgbImage image, Orientation orientation) {
      boolean swaps = orientation.swapsAxes;
      int columns = image.width();
      int rows = image.height();
      PIX upright = pixCreate(swaps ? rows : columns, swaps ? columns : rows, 32);
      if (upright == null) {
        throw new OutOfMemoryError("no native memory for " + columns + " x " + rows + " pixels");
      }
      pix = upright;
      pictureWidth = swaps ? image.pictureHeight() : image.pictureWidth();
      int words = pixGetWpl(upright);
      IntBuffer data =
          pixGetData(upright).capacity((long) words * pixGetHeight(upright)).asBuffer();
      int stepX = (swaps ? words : 1) * (reversesColumns(orientation) ? -1 : 1);
      int[] row = new int[columns];
      for (int y = 0; y < rows; y++) {
        image.row(y, row);
        int across = reversesRows(orientation) ? rows - 1 - y : y;
        int along = reversesColumns(orientation) ? columns - 1 : 0;
        int at = swaps ? along * words + across : across * words + along;
        if (stepX == 1) {
          data.put(at, row, 0, columns);
        } else {
          for (int x = 0; x < columns; x++, at += stepX) {
            data.put(at, row[x]);
          }
        }
      }
    }

    private static boolean reversesColumns(Orientation orientation) {
      return orientation.swapsAxes ? orientation.reversesY : orientation.reversesX;
    }

    private static boolean reversesRows(Orientation orientation) {
      return orientation.swapsAxes ? orientation.reversesX : orientation.reversesY;
    }

    Drawing drawing() {
      PIX taken = pix;
      if (taken == null) {
        throw new IllegalStateException("no picture has been taken");
      }
      Drawing drawing = new Drawing(taken, pictureWidth);
      pix = null;
      return drawing;
    }

    @Override
    public void close() {
      if (pix != null) {
        pixDestroy(pix);
      }
    }
  }
}
