package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever claims to be a picture: its header is read or refused, in Java alone. */
class ImageHeaderFuzzTest {
  static Stream<Arguments> seeds() {
    return Picture.all().stream().map(picture -> Arguments.of((Object) picture.bytes));
  }

  @MethodSource("seeds")
  @FuzzTest
  void aHeaderIsReadWithinTheLimitsOrRefused(byte[] bytes) {
    ByteBuffer image = ByteBuffer.wrap(bytes);
    try {
      ImageFormat format = Picture.EVERY_FORMAT.checkFormat(image);
      switch (format) {
        case JPEG, PNG, WEBP, GIF -> {
          ImageHeader header = HeaderReader.read(format, image);
          Picture.EVERY_FORMAT.check(header);
          assertTrue(header.width() > 0 && header.height() > 0 && header.scans() > 0);
          assertTrue(header.pixels().length() <= image.limit() + 64, "the decoder gets more");
        }
        case BMP -> BmpImage.read(image, Picture.EVERY_FORMAT).close();
        default -> Exif.orientation(image, 0, image.limit());
      }
    } catch (ImageException e) {
      assertFalse(String.valueOf(e.getMessage()).isBlank());
    }
  }
}
