package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of picture gives the pixels that Pillow gives; see src/test/reference. */
@Timeout(20)
class LikePillowTest {
  @ParameterizedTest
  @MethodSource("org.jkuiper.image.Picture#all")
  void givesPillowsPixels(Picture picture) throws ImageException {
    for (Picture.Tensor expected : picture.tensors) {
      byte[] rgb = Picture.tensor(picture.bytes, expected.width, expected.height);
      int worst = 0;
      double sum = 0;
      for (int i = 0; i < rgb.length; i++) {
        int error = Math.abs((rgb[i] & 0xff) - (expected.rgb[i] & 0xff));
        worst = Math.max(worst, error);
        sum += error;
      }
      // Resizing before turning instead of after rounds and clips a few pixels differently.
      boolean resized = expected != picture.tensors.get(0);
      String size = expected.width + " x " + expected.height;
      assertTrue(worst <= (resized ? 10 : 1), "off by " + worst + " at " + size);
      assertTrue(sum / rgb.length <= 0.6, "off by " + sum / rgb.length + " on average at " + size);
    }
  }
}
