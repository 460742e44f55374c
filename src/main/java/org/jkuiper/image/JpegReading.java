package org.jkuiper.image;

import static org.bytedeco.leptonica.global.leptonica.pixDestroy;

import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.leptonica.PIX;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a JPEG. If libjpeg warned of it, finds out whether it has all its pixels.
 *
 * <p>libjpeg writes a line to standard error for each picture that it warns of, and no setting of
 * leptonica's stops that. If a webcam's frames had stray bytes, eKuiper's log would get thirty
 * lines a second. So after such a picture, the stray bytes of the next ones are removed before
 * libjpeg sees them.
 */
final class JpegReading {
  /** How many JPEGs in a row must be free of stray bytes to be trusted again. */
  private static final int SUSPECTS = 100;

  private static final AtomicInteger suspects = new AtomicInteger();

  /** JPEGs longer than this are checked one at a time, since each takes a copy on the heap. */
  private static final int LONG = 1 << 20;

  private static final Object ONE_LONG = new Object();

  private final Excerpt jpeg;
  private final int reduction;
  private final TimeLimit timeLimit;

  JpegReading(Excerpt jpeg, int reduction, TimeLimit timeLimit) {
    this.jpeg = jpeg;
    this.reduction = reduction;
    this.timeLimit = timeLimit;
  }

  /**
   * The decoded picture, or null if libjpeg cannot decode it.
   *
   * @throws BrokenImageException if libjpeg warned and a pixel is lost, with the cause
   * @throws ImageTimeoutException if the time is over before that is known
   */
  @Nullable PIX read() throws ImageException {
    if (suspects.get() == 0) {
      return decodedThenChecked();
    }
    Excerpt whole;
    try {
      whole = checked();
    } catch (BrokenImageException e) {
      // The check is stricter than libjpeg, so it counts only if libjpeg warns too.
      return decodedThenChecked();
    }
    if (whole.length() == jpeg.length()) {
      suspects.updateAndGet(left -> Math.max(0, left - 1));
    } else {
      suspects.set(SUSPECTS);
    }
    return LeptonicaReader.read(ImageFormat.JPEG, whole, reduction, null);
  }

  private @Nullable PIX decodedThenChecked() throws ImageException {
    int[] warnings = {0};
    PIX pix = LeptonicaReader.read(ImageFormat.JPEG, jpeg, reduction, warnings);
    if (pix == null || warnings[0] == 0) {
      return pix;
    }
    boolean isWhole = false;
    try {
      checked();
      isWhole = true;
      suspects.set(SUSPECTS);
      return pix;
    } finally {
      if (!isWhole) {
        pixDestroy(pix);
      }
    }
  }

  /** The JPEG without stray bytes. */
  private Excerpt checked() throws ImageException {
    if (jpeg.length() < LONG) {
      return EntropyCheck.check(jpeg, timeLimit);
    }
    synchronized (ONE_LONG) {
      return EntropyCheck.check(jpeg, timeLimit);
    }
  }
}
