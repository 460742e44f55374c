package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A picture is told about from its headers alone. */
@Timeout(60)
class ImageInfoTest {
  /**
   * 8 x 4 pixels, written by Pillow 12 with the orientation 6, DateTimeOriginal, OffsetTimeOriginal
   * and a place.
   */
  private static final byte[] TAKEN =
      Base64.getMimeDecoder()
          .decode(
"""
/9j/4AAQSkZJRgABAQAAAQABAAD/4QEORXhpZgAATU0AKgAAAAgABQEPAAIAAAAIAAAASgESAAMAAAAB
AAYAAAEyAAIAAAAUAAAAUodpAAQAAAABAAAAZoglAAQAAAABAAAAoAAAAABqa3VpcGVyADIwMjA6MDE6
MDEgMDA6MDA6MDAAAAKQAwACAAAAFAAAAISQEQACAAAABwAAAJgAAAAAMjAyNjoxMToyNyAxMDoxNToz
MAArMDE6MDAAAAAEAAEAAgAAAAJTAAAAAAIABQAAAAMAAADWAAMAAgAAAAJFAAAAAAQABQAAAAMAAADu
AAAAAAAAACEAAAABAAAAMwAAAAEAAAJbAAAAGQAAAJcAAAABAAAADAAAAAEAAAP5AAAAGf/bAEMAUDc8
RjwyUEZBRlpVUF94yIJ4bm549a+5kcj/////////////////////////////////////////////////
///bAEMBVVpaeGl464KC6///////////////////////////////////////////////////////////
///////////////AABEIAAQACAMBIgACEQEDEQH/xAAVAAEBAAAAAAAAAAAAAAAAAAAAA//EABQQAQAA
AAAAAAAAAAAAAAAAAAD/xAAVAQEBAAAAAAAAAAAAAAAAAAACBP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/
2gAMAwEAAhEDEQA/AJAAof/Z
""");

  private static ImageInfo info(byte[] picture) throws ImageException {
    return ImageInfo.of(ByteBuffer.wrap(picture), Picture.EVERY_FORMAT);
  }

  /** The bytes, of which these at the place where {@code before} stands are others. */
  private static byte[] with(byte[] picture, String before, String after) {
    byte[] changed = picture.clone();
    String text = new String(picture, java.nio.charset.StandardCharsets.ISO_8859_1);
    byte[] bytes = after.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, changed, text.indexOf(before), bytes.length);
    return changed;
  }

  @Test
  void sizeIsThatOfTheUprightPictureAndTimeAndPlaceAreThoseOfExif() throws Exception {
    assertEquals(
        new ImageInfo(
            ImageFormat.JPEG,
            4,
            8,
            6,
            TAKEN.length,
            Optional.of("2026-11-27T10:15:30+01:00"),
            Optional.of(new Place(-33.8567, 151.2113))),
        info(TAKEN));
  }

  @Test
  void whatIsNoTimeIsNotStated() throws Exception {
    String original = "2026:11:27 10:15:30";
    assertEquals(
        Optional.of("2020-01-01T00:00:00"), info(with(TAKEN, original, "    :  :   ")).time());
    assertEquals(
        Optional.of("2020-01-01T00:00:00"), info(with(TAKEN, original, "2026:02:30")).time());
    assertEquals(Optional.of("2026-11-27T10:15:30"), info(with(TAKEN, "+01:00", "+99:00")).time());
    byte[] neither = with(with(TAKEN, original, "0000:00:00"), "2020:01:01", "nonsense!!");
    assertEquals(Optional.empty(), info(neither).time());
  }

  @Test
  void whatIsNoPlaceIsNotStated() throws Exception {
    byte[] seconds = {0, 0, 2, 0x5b, 0, 0, 0, 25};
    String fraction = new String(seconds, java.nio.charset.StandardCharsets.ISO_8859_1);
    String byZero = fraction.substring(0, 7) + '\0';
    assertEquals(Optional.empty(), info(with(TAKEN, fraction, byZero)).place());
    String huge = "\u007f" + fraction.substring(1);
    assertEquals(Optional.empty(), info(with(TAKEN, fraction, huge)).place());
    String south = "\0\1\0\2\0\0\0\2S";
    assertEquals(Optional.empty(), info(with(TAKEN, south, "\0\1\0\2\0\0\0\2X")).place());
  }

  @Test
  void eachFormatIsToldAboutAsImageIoReadsIt() throws Exception {
    int compared = 0;
    for (Picture picture : Picture.all()) {
      ImageInfo info = info(picture.bytes);
      assertEquals(
          picture.name.split(" ", 2)[0],
          info.format().name().toLowerCase(Locale.ROOT),
          picture.name);
      assertEquals(picture.bytes.length, info.bytes());
      BufferedImage read = null;
      try {
        read = ImageIO.read(new ByteArrayInputStream(picture.bytes));
      } catch (java.io.IOException | RuntimeException e) {
        // ImageIO cannot read some of them.
      }
      if (read != null && !picture.name.contains("screen")) {
        boolean swaps = info.orientation() > 4;
        assertEquals(read.getWidth(), swaps ? info.height() : info.width(), picture.name);
        assertEquals(read.getHeight(), swaps ? info.width() : info.height(), picture.name);
        compared++;
      }
    }
    assertTrue(compared > 40, compared + " compared");
  }

  @Test
  void whatIsNoPictureIsNamedAsInLabelImage() {
    String refusal =
        String.valueOf(
            assertThrows(
                    ImageException.class,
                    () -> info("%PDF-1.7".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .getMessage());
    assertTrue(refusal.contains("PDF"), refusal);
    assertThrows(ImageException.class, () -> info(Arrays.copyOf(TAKEN, 400)));
    ImageLimits jpegOnly =
        new ImageLimits(100, 1, 1, java.util.Set.of(ImageFormat.JPEG), java.time.Duration.ZERO);
    assertThrows(ImageException.class, () -> ImageInfo.of(ByteBuffer.wrap(TAKEN), jpegOnly));
  }

  @Test
  void aPictureOfTooManyPixelsIsToldAbout() throws Exception {
    byte[] bmp = Picture.named("bmp 24").bytes;
    ImageLimits onePixel =
        new ImageLimits(
            1 << 20, 1, 1, ImageLimits.DEFAULT.formats(), java.time.Duration.ofSeconds(1));
    assertTrue(ImageInfo.of(ByteBuffer.wrap(bmp), onePixel).width() > 1);
    assertEquals(4, ImageInfo.of(ByteBuffer.wrap(TAKEN), onePixel).width());
  }

  @Test
  void mutatedExifIsToldAboutOrRefused() {
    int told = 0;
    for (int seed = 0; seed < 50_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = TAKEN.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        int at = 20 + random.nextInt(290);
        bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(16) - 4);
      }
      try {
        ImageInfo info = info(bytes);
        info.place()
            .ifPresent(
                place ->
                    assertTrue(
                        Math.abs(place.latitude()) <= 90 && Math.abs(place.longitude()) <= 180));
        told++;
      } catch (ImageException e) {
        assertTrue(e.getMessage().startsWith("the image is"), e.getMessage());
      }
    }
    assertTrue(told > 30_000, told + " told");
  }
}
