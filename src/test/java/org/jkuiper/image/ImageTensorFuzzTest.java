package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever claims to be a picture, all the way through its decoder, those in C too. */
class ImageTensorFuzzTest {
  private static final int SIDE = 16;

  /** Few pixels, so that many pictures go through. */
  private static final ImageLimits LIMITS =
      new ImageLimits(
          1 << 20, 1 << 18, 100, EnumSet.allOf(ImageFormat.class), Duration.ofSeconds(4));

  private final ImageTensor tensor = new ImageTensor(SIDE, SIDE, LIMITS);
  private final ByteBuffer rgb = ByteBuffer.allocate(SIDE * SIDE * 3);

  static Stream<Arguments> seeds() {
    return ImageHeaderFuzzTest.seeds();
  }

  @MethodSource("seeds")
  @FuzzTest
  void aPictureBecomesATensorOrIsRefused(byte[] image) {
    rgb.clear();
    try {
      tensor.fill(ByteBuffer.wrap(image), rgb);
      assertEquals(rgb.capacity(), rgb.position());
    } catch (ImageException e) {
      assertEquals(0, rgb.position());
      assertFalse(String.valueOf(e.getMessage()).isBlank());
    }
  }
}
