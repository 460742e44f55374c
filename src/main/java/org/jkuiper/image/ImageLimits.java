package org.jkuiper.image;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;

/**
 * What a picture may cost. All limits but the time are checked on the encoded bytes, before a
 * decoder sees them. Native decoders cannot be interrupted, so these limits also bound the time.
 * {@code maxTime} is checked between the steps and against the work that the header promises.
 *
 * @param maxBytes size of the encoded picture; exceeded: {@link ImageTooLargeException}
 * @param maxPixels width times height as the header states them; exceeded: {@link
 *     TooManyPixelsException}
 * @param maxScans scans of a progressive JPEG (writers make about 10). Each goes over the whole
 *     picture again, so a picture of {@code maxPixels} may have 20, and a smaller one more in
 *     proportion; exceeded: {@link TooManyScansException}
 * @param formats formats that are decoded; others: {@link FormatNotAllowedException}
 * @param maxTime time for one picture from bytes to tensor; exceeded: {@link ImageTimeoutException}
 */
public record ImageLimits(
    int maxBytes, long maxPixels, int maxScans, Set<ImageFormat> formats, Duration maxTime) {

  /**
   * 16 MiB, 50 million pixels, 100 scans; JPEG, PNG, WebP, GIF and BMP; 4 seconds, so that the
   * error comes before eKuiper's default {@code recvTimeout} of 5 seconds.
   */
  public static final ImageLimits DEFAULT =
      new ImageLimits(
          16 << 20,
          50_000_000,
          100,
          Set.of(
              ImageFormat.JPEG,
              ImageFormat.PNG,
              ImageFormat.WEBP,
              ImageFormat.GIF,
              ImageFormat.BMP),
          Duration.ofSeconds(4));

  /**
   * The longest side in pixels. It is that of JPEG and GIF; other formats could name millions, and
   * the resampler's tables grow with the side.
   */
  static final int MAX_SIDE = 65_535;

  /** A scan of 50 million pixels takes 35 ms even if it holds nothing. */
  private static final int SCANS_OF_LARGEST = 20;

  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1 || maxScans < 1 || maxTime.isNegative()) {
      throw new IllegalArgumentException("limits must be positive");
    }
    formats = Set.copyOf(formats);
  }

  /** The same for any number of pixels. */
  ImageLimits withoutPixels() {
    return new ImageLimits(maxBytes, Long.MAX_VALUE, maxScans, formats, maxTime);
  }

  /** The format of {@code image}, if it is small enough and its format is allowed. */
  ImageFormat checkFormat(ByteBuffer image) throws ImageException {
    if (image.limit() > maxBytes) {
      throw new ImageTooLargeException(
          "the image has %d bytes, more than the limit of %d".formatted(image.limit(), maxBytes));
    }
    ImageFormat format = ImageFormat.sniff(image);
    if (format == null) {
      throw new UnsupportedFormatException(Magic.describe(image));
    }
    if (!formats.contains(format)) {
      throw new FormatNotAllowedException("the format " + format + " is not switched on");
    }
    return format;
  }

  void check(ImageHeader header) throws ImageException {
    checkPixels(header.width(), header.height());
    long pixels = (long) header.width() * header.height();
    if (header.scans() > maxScans) {
      throw new TooManyScansException(
          "the JPEG has %d scans, more than the limit of %d".formatted(header.scans(), maxScans));
    }
    if (header.scans() > SCANS_OF_LARGEST
        && header.scans() * pixels > SCANS_OF_LARGEST * maxPixels) {
      throw new TooManyScansException(
          "the JPEG has %d scans, too many for its %d pixels".formatted(header.scans(), pixels));
    }
  }

  void checkPixels(int width, int height) throws TooManyPixelsException {
    if ((long) width * height > maxPixels) {
      throw new TooManyPixelsException(
          "the image is %d x %d pixels, more than the limit of %d pixels"
              .formatted(width, height, maxPixels));
    }
    if (Math.max(width, height) > MAX_SIDE) {
      throw new TooManyPixelsException(
          "the image is %d x %d pixels, more than the limit of %d on a side"
              .formatted(width, height, MAX_SIDE));
    }
  }
}
