package org.jkuiper.image;

import java.nio.ByteBuffer;

/** Decodes a picture of any format within limits, and hands its pixels over. */
final class PictureDecoder {
  /**
   * Pictures that take this much memory are decoded one at a time: a window of them would take
   * gigabytes.
   */
  private static final long HUGE = 64 << 20;

  private static final Object ONE_HUGE = new Object();

  /** What becomes of the pixels. */
  interface Use {
    /**
     * By how much a JPEG may come out smaller: 1, 2, 4 or 8.
     *
     * @throws ImageException if the picture is of no use
     */
    int reduction(ImageHeader header) throws ImageException;

    /** Takes the pixels, which are freed afterwards. */
    void take(RgbImage image, Orientation orientation) throws ImageException;
  }

  private final ImageLimits limits;
  private final Use use;
  private TimeLimit timeLimit;
  private long waited;

  private PictureDecoder(ImageLimits limits, Use use) {
    this.limits = limits;
    this.use = use;
    timeLimit = new TimeLimit(limits.maxTime());
  }

  /**
   * Decodes {@code image}, a heap buffer from position 0 to the limit.
   *
   * @return how many nanoseconds the picture waited for others
   * @throws ImageException if it gives no pixels within the limits
   */
  static long decode(ByteBuffer image, ImageLimits limits, Use use) throws ImageException {
    PictureDecoder decoder = new PictureDecoder(limits, use);
    decoder.decode(image);
    return decoder.waited;
  }

  private void decode(ByteBuffer image) throws ImageException {
    ImageFormat format = limits.checkFormat(image);
    switch (format) {
      case JPEG, PNG, WEBP, GIF -> {
        ImageHeader header = HeaderReader.read(format, image);
        limits.check(header);
        timeLimit.check();
        int reduction = use.reduction(header);
        if (LeptonicaDecoder.memory(header, reduction) < HUGE) {
          decode(header, reduction);
        } else {
          long began = System.nanoTime();
          synchronized (ONE_HUGE) {
            // The time that this picture waited for others does not count.
            waited = System.nanoTime() - began;
            timeLimit = new TimeLimit(limits.maxTime());
            decode(header, reduction);
          }
        }
      }
      case BMP -> {
        try (RgbImage bmp = BmpImage.read(image, limits)) {
          take(bmp, Orientation.UPRIGHT);
        }
      }
      case TIFF, PSD, PNM, TGA -> {
        try (RgbImage decoded = ImageIoDecoder.decode(format, image, limits)) {
          StatedOrientation orientation = new StatedOrientation();
          if (format == ImageFormat.TIFF) {
            orientation.exif(image, 0, image.limit());
          }
          take(decoded, orientation.get());
        }
      }
    }
    timeLimit.check();
  }

  private void decode(ImageHeader header, int reduction) throws ImageException {
    try (RgbImage decoded = LeptonicaDecoder.decode(header, reduction, timeLimit)) {
      take(decoded, header.orientation());
    } finally {
      LeptonicaDecoder.trim(header, reduction);
    }
  }

  private void take(RgbImage image, Orientation orientation) throws ImageException {
    timeLimit.check();
    use.take(image, orientation);
  }
}
