package org.jkuiper.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures stand upright, whichever way the camera was held. */
@Timeout(20)
class OrientationTest {
  private static final int WIDE = 64;
  private static final int HIGH = 32;

  /** The corners of the upright picture: top left, top right, bottom left, bottom right. */
  @ParameterizedTest
  @CsvSource({
    "1, RGBW", "2, GRWB", "3, WBGR", "4, BWRG", "5, RBGW", "6, BRWG", "7, WGBR", "8, GWRB",
    "0, RGBW", "9, RGBW"
  })
  void exifOrientationIsHonoured(int value, String corners) throws Exception {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      byte[] jpeg = withSegment(jpegOfFourCorners(), exif(order, value));
      boolean swaps = value >= 5 && value <= 8;
      assertEquals(corners, corners(jpeg, swaps ? HIGH : WIDE, swaps ? WIDE : HIGH));
      assertEquals(corners, corners(jpeg, 20, 20));
      assertEquals(corners, corners(jpeg, 7, 30));
    }
  }

  @Test
  void otherSegmentsOfTheSameKindDoNotHideIt() throws Exception {
    byte[] jpeg = withSegment(jpegOfFourCorners(), exif(ByteOrder.BIG_ENDIAN, 3));
    assertEquals("WBGR", corners(withSegment(jpeg, "http://ns.adobe.com/xap/1.0/\0<x/>"), 9, 9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<d tiff:Orientation=\"6\"/>|BRWG",
        "<d tiff:Orientation = '3' >|WBGR",
        "<tiff:Orientation>8</tiff:Orientation>|GWRB",
        "<tiff:Orientation>  6 </tiff:Orientation>|BRWG",
        "<d tiff:Orientation=\"66\"/>|RGBW",
        "<d tiff:Orientation=\"9\"/>|RGBW",
        "<d tiff:Orientation=|RGBW",
        "<d tiff:Orientation|RGBW"
      })
  void orientationInXmpAloneIsHonoured(String xmp, String corners) throws Exception {
    String segment = "http://ns.adobe.com/xap/1.0/\0" + xmp;
    byte[] jpeg = withSegment(jpegOfFourCorners(), segment);
    assertEquals(corners, corners(jpeg, 9, 9));
    for (int value = 1; value <= 6; value += 5) {
      byte[] withExif = withSegment(jpeg, exif(ByteOrder.BIG_ENDIAN, value));
      assertEquals(value == 1 ? "RGBW" : "BRWG", corners(withExif, 9, 9), "EXIF holds");
    }
    byte[] other = exif(ByteOrder.BIG_ENDIAN, 8);
    other[6 + 8 + 3]++;
    assertEquals(corners, corners(withSegment(jpeg, other), 9, 9), "EXIF does not tell");
  }

  @Test
  void orientationInTheXmpOfAPngIsHonoured() throws Exception {
    byte[] png = encoded("png");
    byte[] keyword = "XML:com.adobe.xmp\0".getBytes(US_ASCII);
    byte[] xmp = "<d tiff:Orientation=\"6\"/>".getBytes(US_ASCII);
    byte[] plain = joined(keyword, new byte[] {0, 0, 'e', 'n', 0, 0}, xmp);
    assertEquals("BRWG", corners(withText(png, plain), 9, 9));
    byte[] deflated = joined(keyword, new byte[] {1, 0, 0, 0}, deflated(xmp));
    assertEquals("BRWG", corners(withText(png, deflated), 9, 9));
    byte[] bomb = joined(keyword, new byte[] {1, 0, 0, 0}, Bombs.deflatedZeros(100_000_000));
    assertEquals("RGBW", corners(withText(png, bomb), 9, 9));
    for (int length = 0; length < deflated.length; length++) {
      corners(withText(png, Arrays.copyOf(deflated, length)), 9, 9);
    }
  }

  @Test
  void orientationInTheXmpOfAGifIsHonoured() throws Exception {
    byte[] gif = encoded("gif");
    byte[] xmp = "XMP DataXMP<d tiff:Orientation='6'/>".getBytes(US_ASCII);
    ByteBuffer block = ByteBuffer.allocate(3 + xmp.length + 258);
    block.put(new byte[] {'!', -1, 11}).put(xmp).put((byte) 1);
    for (int i = 255; i >= 0; i--) {
      block.put((byte) i);
    }
    assertEquals("BRWG", corners(inserted(gif, gif.length - 1, block.array()), 9, 9));
  }

  @Test
  void orientationInTheXmpOfAWebpIsHonoured() throws Exception {
    byte[] xmp = "XMP  \0\0\0<d tiff:Orientation='6'       />".getBytes(US_ASCII);
    byte[] upright = Picture.named("webp lossless").bytes;
    byte[] webp = joined(upright, xmp);
    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(4, webp.length - 8);
    byte[] before = Picture.tensor(upright, 14, 10);
    byte[] turned = Picture.tensor(webp, 10, 14);
    for (int y = 0; y < 10; y++) {
      for (int x = 0; x < 14; x++) {
        assertEquals(before[3 * (14 * y + x)], turned[3 * (10 * x + 9 - y)], x + ", " + y);
      }
    }
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  private static byte[] deflated(byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(data);
    }
    return out.toByteArray();
  }

  /** {@code png} with an iTXt chunk behind its header. */
  static byte[] withText(byte[] png, byte[] text) {
    return inserted(png, 33, Bombs.chunk("iTXt", text));
  }

  private static byte[] inserted(byte[] into, int at, byte[] what) {
    return joined(Arrays.copyOf(into, at), what, Arrays.copyOfRange(into, at, into.length));
  }

  @Test
  void damagedExifIsNoReasonToRefuseThePicture() throws Exception {
    byte[] exif = exif(ByteOrder.LITTLE_ENDIAN, 6);
    for (int length = 0; length < exif.length; length++) {
      byte[] cut = Arrays.copyOf(exif, length);
      String seen = corners(withSegment(jpegOfFourCorners(), cut), 9, 9);
      assertEquals(length < 26 ? "RGBW" : "BRWG", seen, "cut at " + length);
    }
  }

  @Test
  void aDirectoryOutsideOfTheSegmentIsIgnored() throws Exception {
    for (int offset : new int[] {Integer.MIN_VALUE, -1, 1000, Integer.MAX_VALUE}) {
      byte[] exif = exif(ByteOrder.BIG_ENDIAN, 6);
      ByteBuffer.wrap(exif).putInt(10, offset);
      assertEquals("RGBW", corners(withSegment(jpegOfFourCorners(), exif), 9, 9));
    }
  }

  private static byte[] jpegOfFourCorners() throws IOException {
    return encoded("jpeg");
  }

  private static byte[] encoded(String format) throws IOException {
    BufferedImage image = new BufferedImage(WIDE, HIGH, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    Color[] corners = {Color.RED, Color.GREEN, Color.BLUE, Color.WHITE};
    for (int i = 0; i < 4; i++) {
      graphics.setColor(corners[i]);
      graphics.fillRect(i % 2 * WIDE / 2, i / 2 * HIGH / 2, WIDE / 2, HIGH / 2);
    }
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  /** "Exif", then a TIFF with one directory of one entry. */
  static byte[] exif(ByteOrder order, int orientation) {
    return ByteBuffer.allocate(6 + 26)
        .put(new byte[] {'E', 'x', 'i', 'f', 0, 0})
        .put(order == ByteOrder.BIG_ENDIAN ? new byte[] {'M', 'M'} : new byte[] {'I', 'I'})
        .order(order)
        .putShort((short) 42)
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .putShort((short) 0)
        .putInt(0)
        .array();
  }

  private static byte[] withSegment(byte[] jpeg, String text) {
    return withSegment(jpeg, text.getBytes(US_ASCII));
  }

  /** {@code jpeg} with {@code content} as APP1 right after its start. */
  static byte[] withSegment(byte[] jpeg, byte[] content) {
    return ByteBuffer.allocate(jpeg.length + 4 + content.length)
        .put(jpeg, 0, 2)
        .putShort((short) 0xffe1)
        .putShort((short) (2 + content.length))
        .put(content)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  private static String corners(byte[] image, int width, int height) throws ImageException {
    byte[] rgb = Picture.tensor(image, width, height);
    int right = 3 * (width - 1);
    int bottom = 3 * width * (height - 1);
    StringBuilder letters = new StringBuilder();
    for (int at : new int[] {0, right, bottom, bottom + right}) {
      boolean red = (rgb[at] & 0xff) > 127;
      boolean green = (rgb[at + 1] & 0xff) > 127;
      boolean blue = (rgb[at + 2] & 0xff) > 127;
      letters.append(red && green && blue ? 'W' : red ? 'R' : green ? 'G' : blue ? 'B' : '-');
    }
    return letters.toString();
  }
}
