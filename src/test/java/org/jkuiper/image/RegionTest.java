package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A region gives the tensor of the picture that has been cut out of the upright one. */
@Timeout(60)
class RegionTest {
  private static final int WIDE = 160;
  private static final int HIGH = 120;

  /** The tensor of a region. */
  private static byte[] tensor(byte[] picture, Region region, int width, int height)
      throws ImageException {
    ByteBuffer rgb = ByteBuffer.allocate(3 * width * height);
    new ImageTensor(width, height, Picture.EVERY_FORMAT)
        .fill(ByteBuffer.wrap(picture), region, rgb);
    return rgb.array();
  }

  private static Area area(byte[] picture, Region region) throws ImageException {
    ImageTensor tensor = new ImageTensor(4, 4, Picture.EVERY_FORMAT);
    tensor.fill(ByteBuffer.wrap(picture), region, ByteBuffer.allocate(48));
    return tensor.area();
  }

  /** A PNG of what an area of the upright picture shows. */
  private static byte[] cutOut(byte[] picture, Area area) throws Exception {
    byte[] whole = Picture.tensor(picture, area.pictureWidth(), area.pictureHeight());
    BufferedImage cut = new BufferedImage(area.width(), area.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < area.height(); y++) {
      for (int x = 0; x < area.width(); x++) {
        int at = 3 * (area.pictureWidth() * (area.y() + y) + area.x() + x);
        cut.setRGB(
            x, y, (whole[at] & 0xff) << 16 | (whole[at + 1] & 0xff) << 8 | (whole[at + 2] & 0xff));
      }
    }
    return encoded("png", cut);
  }

  private static void assertLikeCutOut(byte[] picture, Region region, int width, int height)
      throws Exception {
    byte[] cut = cutOut(picture, area(picture, region));
    assertArrayEquals(Picture.tensor(cut, width, height), tensor(picture, region, width, height));
  }

  private static byte[] encoded(String format, BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  private static byte[] noise(String format, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, random.nextInt(1 << 24));
    }
    return encoded(format, image);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1, 1",
    "0.25, 0.5, 0.5, 0.5",
    "0.1, 0.2, 0.3, 0.4",
    "0.9, 0.7, 0.1, 0.3",
    "10, 20, 100, 60",
    "3, 5, 7, 11",
    "159, 119, 1, 1",
    "0, 0, 160, 1",
    "40, 30, 120, 90"
  })
  void aRegionIsLikeThePictureThatHasBeenCutOut(double x, double y, double width, double height)
      throws Exception {
    Region region = Region.of(x, y, width, height);
    for (String format : new String[] {"png", "bmp"}) {
      byte[] picture = noise(format, WIDE, HIGH);
      assertLikeCutOut(picture, region, 20, 30);
      assertLikeCutOut(picture, region, 64, 64);
      assertLikeCutOut(picture, region.middle(0.875), 20, 20);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void itIsCountedInTheUprightPicture(int orientation) throws Exception {
    BufferedImage upright = ImageIO.read(new ByteArrayInputStream(noise("png", WIDE, HIGH)));
    byte[] picture = turned(upright, orientation);
    for (Region region :
        new Region[] {
          Region.of(0.1, 0.25, 0.5, 0.25), Region.of(5, 7, 90, 44), Region.WHOLE.middle(0.875)
        }) {
      Area area = area(picture, region);
      assertEquals(WIDE, area.pictureWidth());
      byte[] cut =
          turned(upright.getSubimage(area.x(), area.y(), area.width(), area.height()), orientation);
      assertArrayEquals(Picture.tensor(cut, 40, 70), tensor(picture, region, 40, 70));
    }
  }

  /** As a camera that was held another way writes it; EXIF 2.32, 4.6.4 A, tag 274. */
  private static byte[] turned(BufferedImage upright, int orientation) throws Exception {
    int right = upright.getWidth() - 1;
    int bottom = upright.getHeight() - 1;
    boolean swaps = orientation >= 5;
    BufferedImage stored =
        new BufferedImage(
            (swaps ? bottom : right) + 1, (swaps ? right : bottom) + 1, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y <= bottom; y++) {
      for (int x = 0; x <= right; x++) {
        int colour = upright.getRGB(x, y);
        switch (orientation) {
          case 1 -> stored.setRGB(x, y, colour);
          case 2 -> stored.setRGB(right - x, y, colour);
          case 3 -> stored.setRGB(right - x, bottom - y, colour);
          case 4 -> stored.setRGB(x, bottom - y, colour);
          case 5 -> stored.setRGB(y, x, colour);
          case 6 -> stored.setRGB(y, right - x, colour);
          case 7 -> stored.setRGB(bottom - y, right - x, colour);
          default -> stored.setRGB(bottom - y, x, colour);
        }
      }
    }
    String xmp = "XML:com.adobe.xmp\0\0\0en\0\0<d tiff:Orientation=\"" + orientation + "\"/>";
    return OrientationTest.withText(
        encoded("png", stored), xmp.getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 8})
  void aJpegsOrientationCountsToo(int orientation) throws Exception {
    BufferedImage image = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 32; i++) {
      image.setRGB(i % 64, i / 64, i % 64 < 32 ? (i / 64 < 16 ? 0xff0000 : 0xff00) : 0xff);
    }
    byte[] exif = OrientationTest.exif(ByteOrder.BIG_ENDIAN, orientation);
    byte[] jpeg = OrientationTest.withSegment(encoded("jpeg", image), exif);
    // The quarter that was the upper left one of the file is the red one.
    Region quarter =
        switch (orientation) {
          case 1 -> Region.of(0, 0, 0.5, 0.5);
          case 3 -> Region.of(0.5, 0.5, 0.5, 0.5);
          case 6 -> Region.of(0.5, 0, 0.5, 0.5);
          default -> Region.of(0, 0.5, 0.5, 0.5);
        };
    byte[] tensor = tensor(jpeg, quarter, 8, 8);
    int middle = 3 * (4 * 8 + 4);
    assertTrue((tensor[middle] & 0xff) > 200 && (tensor[middle + 1] & 0xff) < 50);
  }

  /**
   * But for the turned ones: they are resized along their own rows first, which rounds otherwise.
   */
  static Stream<Picture> pictures() {
    return Picture.all().stream().filter(picture -> !picture.name.contains("orientation"));
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void eachKindOfPictureHasRegions(Picture picture) throws Exception {
    assertLikeCutOut(picture.bytes, Region.of(0.25, 0.25, 0.5, 0.75), 11, 13);
  }

  @Test
  void aJpegReducedWhileDecodingLooksLikeTheCutOut() throws Exception {
    BufferedImage image = new BufferedImage(1600, 1200, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1600 * 1200; i++) {
      int x = i % 1600;
      int y = i / 1600;
      int red = (int) (120 + 100 * Math.sin(x / 40.0));
      int green = (int) (120 + 100 * Math.sin(y / 30.0));
      int blue = (int) (120 + 100 * Math.sin((x + y) / 50.0));
      image.setRGB(x, y, red << 16 | green << 8 | blue);
    }
    byte[] jpeg = encoded("jpeg", image);
    byte[] png = encoded("png", image);
    for (Region region :
        new Region[] {
          Region.of(0.1, 0.2, 0.7, 0.6), Region.of(333, 111, 1000, 777), Region.WHOLE.middle(0.875)
        }) {
      for (int side : new int[] {30, 77, 150, 300}) {
        byte[] exact = tensor(png, region, side, side);
        byte[] reduced = tensor(jpeg, region, side, side);
        double sum = 0;
        for (int i = 0; i < exact.length; i++) {
          sum += Math.abs((exact[i] & 0xff) - (reduced[i] & 0xff));
        }
        assertTrue(sum / exact.length < 1.5, region + " " + side + ": " + sum / exact.length);
      }
    }
  }

  @Test
  void aTensorTellsWhatItShows() throws Exception {
    byte[] picture = noise("png", WIDE, HIGH);
    assertEquals(new Area(WIDE, HIGH, 0, 0, WIDE, HIGH), area(picture, Region.WHOLE));
    assertEquals(
        new Area(WIDE, HIGH, 16, 30, 80, 60), area(picture, Region.of(0.1, 0.25, 0.5, 0.5)));
    assertEquals(new Area(WIDE, HIGH, 10, 7, 140, 106), area(picture, Region.WHOLE.middle(0.875)));
    assertEquals(new Area(WIDE, HIGH, 1, 1, 2, 2), area(picture, Region.of(1, 1, 2, 2)));
  }

  @Test
  void theFirstPictureAfterARegionIsWholeAgain() throws Exception {
    byte[] picture = noise("png", WIDE, HIGH);
    ImageTensor tensor = new ImageTensor(20, 20, ImageLimits.DEFAULT);
    ByteBuffer rgb = ByteBuffer.allocate(1200);
    tensor.fill(ByteBuffer.wrap(picture), Region.of(0, 0, 0.5, 0.5), rgb.clear());
    tensor.fill(ByteBuffer.wrap(picture), rgb.clear());
    assertArrayEquals(Picture.tensor(picture, 20, 20), rgb.array());
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0, 61, 10, 'the region [100, 0, 61, 10] leads out of the picture, which has 160 x 120 pixels'",
    "0, 100, 10, 21, 'the region [0, 100, 10, 21] leads out of the picture, which has 160 x 120 pixels'",
    "0.5, 0.5, 0.001, 0.5, 'the region [0.5, 0.5, 0.001, 0.5] has no pixel of the picture, which has 160 x 120 pixels'"
  })
  void aPictureWithoutSuchARegionIsRefused(
      double x, double y, double width, double height, String message) throws Exception {
    for (String format : new String[] {"png", "jpeg", "bmp"}) {
      byte[] picture = noise(format, WIDE, HIGH);
      ImageException e =
          assertThrows(
              ImageException.class, () -> tensor(picture, Region.of(x, y, width, height), 8, 8));
      assertEquals(message, e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 1, is empty", "0, 0, 5, -1, is empty", "0, 0, NaN, 5, is empty",
    "-1, 0, 5, 5, leads out", "0.5, 0, 0.6, 1, leads out", "0, NaN, 5, 5, leads out",
    "0, 0, Infinity, 5, leads out", "1e300, 0, 1e300, 5, leads out"
  })
  void aRegionThatNoPictureHasIsNone(
      double x, double y, double width, double height, String fault) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Region.of(x, y, width, height));
    assertTrue(String.valueOf(e.getMessage()).contains(fault), e.getMessage());
  }

  @Test
  void fractionsThatAddUpToOneReachTheEdge() throws Exception {
    assertEquals(HIGH, Region.of(0.7, 0.7, 0.3, 0.3).in(WIDE, HIGH).height() + 84);
    for (int i = 1; i < 100; i++) {
      Area area = Region.of(i / 100.0, 0, 1 - i / 100.0, 1).in(WIDE, HIGH);
      assertEquals(WIDE, area.x() + area.width());
    }
  }
}
