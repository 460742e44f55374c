package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each limit: at it a picture passes, past it the error says which limit and how far. */
@Timeout(20)
class ImageLimitsTest {
  private static final ImageLimits DEFAULT = ImageLimits.DEFAULT;

  private final Picture jpeg = Picture.named("jpeg rgb");
  private final Picture progressive = Picture.named("jpeg progressive");

  @Test
  void defaultsAreThoseOfTheDocumentation() {
    assertEquals(16 * 1024 * 1024, DEFAULT.maxBytes());
    assertEquals(50_000_000, DEFAULT.maxPixels());
    assertEquals(100, DEFAULT.maxScans());
    assertEquals(Duration.ofSeconds(4), DEFAULT.maxTime());
    assertEquals(
        EnumSet.of(
            ImageFormat.JPEG, ImageFormat.PNG, ImageFormat.WEBP, ImageFormat.GIF, ImageFormat.BMP),
        DEFAULT.formats());
  }

  @Test
  void bytesAreLimited() throws ImageException {
    int size = jpeg.bytes.length;
    fill(jpeg, limits(size, 1000, 100));
    ImageTooLargeException e =
        assertThrows(ImageTooLargeException.class, () -> fill(jpeg, limits(size - 1, 1000, 100)));
    assertEquals(
        "the image has " + size + " bytes, more than the limit of " + (size - 1), e.getMessage());
  }

  @Test
  void pixelsAreLimited() throws ImageException {
    for (String name : new String[] {"jpeg rgb", "png rgb", "webp lossy", "gif", "bmp 24"}) {
      Picture picture = Picture.named(name);
      fill(picture, limits(10_000, 140, 100));
      TooManyPixelsException e =
          assertThrows(
              TooManyPixelsException.class, () -> fill(picture, limits(10_000, 139, 100)), name);
      assertEquals(
          "the image is 14 x 10 pixels, more than the limit of 139 pixels", e.getMessage());
    }
  }

  @Test
  void scansAreLimited() throws ImageException {
    fill(progressive, limits(10_000, 1000, 10));
    TooManyScansException e =
        assertThrows(TooManyScansException.class, () -> fill(progressive, limits(10_000, 1000, 9)));
    assertEquals("the JPEG has 10 scans, more than the limit of 9", e.getMessage());
  }

  @Test
  void formatsAreLimited() throws ImageException {
    ImageLimits pngOnly =
        new ImageLimits(10_000, 1000, 1, Set.of(ImageFormat.PNG), Duration.ofSeconds(4));
    fill(Picture.named("png rgb"), pngOnly);
    FormatNotAllowedException e =
        assertThrows(FormatNotAllowedException.class, () -> fill(jpeg, pngOnly));
    assertEquals("the format JPEG is not switched on", e.getMessage());
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageFormat.class,
      names = {"TIFF", "PSD", "PNM", "TGA"})
  void rareFormatsAreOffUntilSwitchedOn(ImageFormat format) {
    for (Picture picture : Picture.all()) {
      if (picture.name.startsWith(format.name().toLowerCase(Locale.ROOT))) {
        FormatNotAllowedException e =
            assertThrows(FormatNotAllowedException.class, () -> fill(picture, DEFAULT));
        assertEquals("the format " + format + " is not switched on", e.getMessage());
      }
    }
  }

  @Test
  void timeIsLimited() {
    ImageLimits noTime =
        new ImageLimits(10_000, 1000, 100, Set.of(ImageFormat.JPEG), Duration.ZERO);
    ImageTimeoutException e = assertThrows(ImageTimeoutException.class, () -> fill(jpeg, noTime));
    assertEquals("the image takes longer than the limit of 0 ms", e.getMessage());
  }

  @Test
  void limitsThatNothingPassesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> limits(0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> limits(1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> limits(1, 1, 0));
  }

  private static ImageLimits limits(int bytes, long pixels, int scans) {
    return new ImageLimits(bytes, pixels, scans, DEFAULT.formats(), DEFAULT.maxTime());
  }

  private static void fill(Picture picture, ImageLimits limits) throws ImageException {
    new ImageTensor(4, 4, limits).fill(ByteBuffer.wrap(picture.bytes), ByteBuffer.allocate(48));
  }
}
