package org.jkuiper.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A picture that lacks pixels is an error, never half a picture, wherever it was cut; one that
 * lacks only what comes behind its pixels is the whole picture.
 */
@Timeout(30)
class TruncatedPicturesTest {
  /**
   * How many bytes may be missing at the end without a pixel missing: an end marker; with a PNG's
   * the two checksums before it; all but the first frame of an animation; a TGA's footer.
   */
  private static int withoutPixels(String name) {
    return switch (name.split(" ", 2)[0]) {
      case "jpeg" -> 2;
      case "png" -> 12 + 4 + 4;
      case "gif" -> name.equals("gif animated") ? Integer.MAX_VALUE : 2;
      case "tiff", "tga" -> 26;
      default -> 0;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg rgb", "jpeg progressive", "png rgb", "png interlaced", "gif"})
  void aPictureThatLacksOnlyItsEndMarkerIsWhole(String name) throws ImageException {
    byte[] image = Picture.named(name).bytes;
    byte[] whole = Picture.tensor(image, 14, 10);
    int marker = name.startsWith("jpeg") ? 2 : name.startsWith("png") ? 12 : 1;
    int end = image.length - marker;
    for (int length = end; length < image.length; length++) {
      byte[] cut = Arrays.copyOf(image, length);
      assertArrayEquals(whole, Picture.tensor(cut, 14, 10), "cut at " + length);
      byte[] padded = Arrays.copyOf(cut, length + 500);
      if (length <= end + 1) {
        assertArrayEquals(whole, Picture.tensor(padded, 14, 10), "padded from " + length);
      }
    }
  }

  @Test
  void aGifThatLacksTheEndOfItsBlocksIsWhole() throws ImageException {
    byte[] gif = Picture.named("gif").bytes;
    byte[] whole = Picture.tensor(gif, 14, 10);
    byte[] cut = Arrays.copyOf(gif, gif.length - 2);
    assertArrayEquals(whole, Picture.tensor(cut, 14, 10));
    byte[] trailerOnly = Arrays.copyOf(gif, gif.length - 1);
    trailerOnly[gif.length - 2] = ';';
    assertArrayEquals(whole, Picture.tensor(trailerOnly, 14, 10));
  }

  @Test
  void aPngWhoseEndHasAWrongChecksumIsWhole() throws ImageException {
    byte[] png = Picture.named("png rgb").bytes;
    byte[] wrong = png.clone();
    wrong[png.length - 1]++;
    assertArrayEquals(Picture.tensor(png, 14, 10), Picture.tensor(wrong, 14, 10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png rgb", "png interlaced"})
  void aPngThatLacksOnlyItsChecksumsIsWhole(String name) throws ImageException {
    byte[] png = Picture.named(name).bytes;
    byte[] whole = Picture.tensor(png, 14, 10);
    for (int missing = 13; missing <= 12 + 4 + 4; missing++) {
      byte[] cut = Arrays.copyOf(png, png.length - missing);
      assertArrayEquals(whole, Picture.tensor(cut, 14, 10), missing + " missing");
      cut[cut.length - 1]++;
      if (missing > 12 + 4 && missing < 12 + 4 + 4) {
        assertThrows(BrokenImageException.class, () -> Picture.tensor(cut, 14, 10));
      }
    }
  }

  @Test
  void whatACameraWritesInPlaceOfTheEndMarkerIsNoSegment() throws ImageException {
    for (String name : new String[] {"jpeg rgb", "jpeg progressive", "jpeg restart"}) {
      byte[] jpeg = Picture.named(name).bytes;
      byte[] whole = Picture.tensor(jpeg, 14, 10);
      for (String trailer :
          new String[] {"SEFHe\0\0\0SEFT", "\u00ff\u00e1\u00ff\u00f0 cut", "\u00ff\u00e1\0\0"}) {
        byte[] last = trailer.getBytes(ISO_8859_1);
        byte[] replaced = Arrays.copyOf(jpeg, jpeg.length - 2 + last.length);
        System.arraycopy(last, 0, replaced, jpeg.length - 2, last.length);
        assertArrayEquals(whole, Picture.tensor(replaced, 14, 10), name + trailer);
      }
    }
  }

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
      assertTrue(end - length <= withoutPixels(picture.name), "cut at " + length);
      assertArrayEquals(whole, decoded, "cut at " + length);
    }
  }
}
