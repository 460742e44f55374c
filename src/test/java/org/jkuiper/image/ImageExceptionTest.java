package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever counts errors relies on these words. */
class ImageExceptionTest {
  private static final ImageLimits DEFAULT = ImageLimits.DEFAULT;

  private final byte[] jpeg = Picture.named("jpeg progressive").bytes;

  private static String kind(byte[] picture, ImageLimits limits) {
    ImageTensor tensor = new ImageTensor(4, 4, limits);
    return assertThrows(
            ImageException.class,
            () -> tensor.fill(ByteBuffer.wrap(picture), ByteBuffer.allocate(48)))
        .kind();
  }

  private static ImageLimits limits(int maxBytes, long maxPixels, int maxScans) {
    return new ImageLimits(maxBytes, maxPixels, maxScans, DEFAULT.formats(), DEFAULT.maxTime());
  }

  @Test
  void eachCauseHasAWordOfItsOwn() {
    assertEquals("brokenImage", kind(Arrays.copyOf(jpeg, jpeg.length / 2), DEFAULT));
    assertEquals("unsupportedFormat", kind("text".getBytes(StandardCharsets.UTF_8), DEFAULT));
    assertEquals("tooManyBytes", kind(jpeg, limits(jpeg.length - 1, 1000, 100)));
    assertEquals("tooManyPixels", kind(jpeg, limits(jpeg.length, 10, 100)));
    assertEquals("tooManyScans", kind(jpeg, limits(jpeg.length, 1000, 1)));
    assertEquals(
        "formatNotAllowed",
        kind(jpeg, new ImageLimits(10_000, 1000, 100, Set.of(ImageFormat.PNG), DEFAULT.maxTime())));
    assertEquals(
        "timeout",
        kind(jpeg, new ImageLimits(10_000, 1000, 100, DEFAULT.formats(), Duration.ZERO)));
  }
}
