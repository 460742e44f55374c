package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A picture that lacks its end is an error, never half a picture, wherever it was cut. */
@Timeout(30)
class TruncatedPicturesTest {
  /** What may be missing at the end of a TIFF or TGA without a pixel missing: TGA's footer. */
  private static final int NO_PIXELS = 26;

  @ParameterizedTest
  @MethodSource("org.jkuiper.image.Picture#all")
  void aPictureCutAnywhereIsAnError(Picture picture) throws ImageException {
    byte[] whole = Picture.tensor(picture.bytes, 16, 16);
    int end = picture.bytes.length;
    for (int length = 0; length < end; length += length < end - 64 ? 1 + end / 200 : 1) {
      byte[] decoded;
      try {
        decoded = Picture.tensor(Arrays.copyOf(picture.bytes, length), 16, 16);
      } catch (ImageException e) {
        continue;
      }
      assertTrue(picture.name.startsWith("t") && length >= end - NO_PIXELS, "cut at " + length);
      assertArrayEquals(whole, decoded, "cut at " + length);
    }
  }
}
