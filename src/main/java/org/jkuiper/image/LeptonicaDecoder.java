package org.jkuiper.image;

import static org.bytedeco.leptonica.global.leptonica.*;

import java.nio.IntBuffer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.leptonica.PIX;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JPEG, PNG, WebP and GIF with leptonica: the same pixels on every JDK, and off its heap.
 */
final class LeptonicaDecoder {
  private static final int REMOVE_COLORMAP_TO_COLOR = 2;
  private static final long LARGE = 16 << 20;

  private LeptonicaDecoder() {}

  /**
   * Decodes the first frame.
   *
   * @param reduction 1, 2, 4 or 8: by this factor a JPEG comes out smaller, rounded up; 1 for other
   *     formats
   * @throws BrokenImageException if a pixel is missing or damaged
   * @throws ImageTimeoutException if the time is over before that is known
   */
  static RgbImage decode(ImageHeader header, int reduction, TimeLimit timeLimit)
      throws ImageException {
    PIX decoded =
        header.format() == ImageFormat.JPEG
            ? new JpegReading(header.pixels(), reduction, timeLimit).read()
            : LeptonicaReader.read(header.format(), header.pixels(), 1, null);
    if (decoded == null) {
      throw new BrokenImageException("the image is a truncated or damaged " + header.format());
    }
    PIX pix = toColor(decoded);
    if (pix == null) {
      throw BrokenImageException.damaged(header.format(), "its colours are not valid");
    }
    ImageHeader.Frame frame = header.frame();
    if (pixGetWidth(pix) != -Math.floorDiv(-frame.width(), reduction)
        || pixGetHeight(pix) != -Math.floorDiv(-frame.height(), reduction)) {
      pixDestroy(pix);
      throw BrokenImageException.damaged(header.format(), "its size is not what its header says");
    }
    RgbImage image = new Pixels(pix, frame, reduction);
    return frame.fills(header.width(), header.height()) ? image : new Canvas(header, image);
  }

  /**
   * Gives the memory that a large picture took back to the system: glibc would keep up to 64 MB of
   * it. Call this when the picture is closed, or could not be decoded.
   */
  static void trim(ImageHeader header, int reduction) {
    if (memory(header, reduction) > LARGE) {
      Pointer.trimMemory();
    }
  }

  /** About how many bytes the decoded picture takes; the decoders take up to as much again. */
  static long memory(ImageHeader header, int reduction) {
    long pixels = (long) header.width() * header.height();
    long decoded = 4 * pixels / reduction / reduction;
    long coefficients = header.scans() > 1 ? 6 * pixels : 0;
    return decoded + coefficients;
  }

  /**
   * Converts {@code pix} to 32 bits a pixel and frees it, unless it has 32 bits a pixel already.
   */
  private static @Nullable PIX toColor(PIX pix) {
    if (pixGetDepth(pix) == 32) {
      return pix;
    }
    try {
      return pixGetColormap(pix) == null
          ? pixConvertTo32(pix)
          : pixRemoveColormap(pix, REMOVE_COLORMAP_TO_COLOR);
    } finally {
      pixDestroy(pix);
    }
  }

  private static final class Pixels implements RgbImage {
    private final PIX pix;
    private final ImageHeader.Frame frame;
    private final int width;
    private final int height;
    private final double exactWidth;
    private final double exactHeight;
    private final int wordsPerRow;
    private final IntBuffer data;

    Pixels(PIX pix, ImageHeader.Frame frame, int reduction) {
      this.pix = pix;
      this.frame = frame;
      exactWidth = (double) frame.width() / reduction;
      exactHeight = (double) frame.height() / reduction;
      width = pixGetWidth(pix);
      height = pixGetHeight(pix);
      wordsPerRow = pixGetWpl(pix);
      data = pixGetData(pix).capacity((long) wordsPerRow * height).asBuffer();
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
    public double exactWidth() {
      return exactWidth;
    }

    @Override
    public double exactHeight() {
      return exactHeight;
    }

    @Override
    public int pictureWidth() {
      return frame.width();
    }

    @Override
    public int pictureHeight() {
      return frame.height();
    }

    @Override
    public void row(int y, int[] pixels) {
      data.get(y * wordsPerRow, pixels, 0, width);
    }

    @Override
    public void close() {
      pixDestroy(pix);
    }
  }
}
