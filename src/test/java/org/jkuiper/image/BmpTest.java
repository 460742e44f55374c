package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a BMP holds besides plain rows, and what contradicts itself. */
@Timeout(20)
class BmpTest {
  private static final String COLORS = "KRGBW";

  /** Rows from the top, five pixels each; a letter is a colour. */
  @ParameterizedTest
  @CsvSource({
    // runs, ends of rows, an end
    "8, 0501 0000 0202 0303 0001, KKKKK GGBBB RRRRR",
    // pixels as they are, an odd number of them
    "8, 0005 0001020304 00 0000 0004 01020304 0104 0000 0504 0001, WWWWW RGBWW KRGBW",
    // a jump to the right, one upwards
    "8, 0101 0002 0200 0202 0000 0101 0002 0101 0204 0001, KKWWK RKKKK RKKGG",
    // rows that no code names, and what a row lacks
    "8, 0101 0000 0000 0202 0001, GGKKK KKKKK RKKKK",
    // a run past the end of its row
    "8, ff01 0000 0502 0000 0503 0001, BBBBB GGGGG RRRRR",
    // no mark of the end behind whole rows
    "8, 0501 0000 0502 0000 0503, BBBBB GGGGG RRRRR",
    // two colours by turns
    "4, 0512 0000 0334 0243 0000 0500 0001, KKKKK BWBWB RGRGR",
    // pixels as they are in half bytes
    "4, 0005 012340 00 0000 0003 1230 0211 0000 0544 0001, WWWWW RGBRR KRGBW",
    "4, 0111 0002 0101 0222 0001, KKKKK KKGGK RKKKK"
  })
  void runsAreRead(int depth, String codes, String rows) throws ImageException {
    assertEquals(rows, rows(runs(depth, codes)));
    byte[] topDown = runs(depth, codes);
    words(topDown).putInt(22, -3);
    String[] upper = rows.split(" ", 3);
    assertEquals(upper[2] + " " + upper[1] + " " + upper[0], rows(topDown));
  }

  @ParameterizedTest
  @CsvSource({
    "8, 0501 0000 0502 0000 04",
    "8, 0501 0000 0502 0000 0403",
    "8, 0501 0000 0502 0000",
    "8, 0501 0002 01",
    "8, 0005 00010203",
    "4, 0005 0123"
  })
  void runsThatEndEarlyAreAnError(int depth, String codes) {
    assertMessage("the image is a truncated BMP", runs(depth, codes));
  }

  @Test
  void runsAreHeldAgainstTheLimits() {
    byte[] huge = runs(8, "0001");
    words(huge).putInt(18, 60_000).putInt(22, 60_000);
    assertMessage(
        "the image is 60000 x 60000 pixels, more than the limit of 50000000 pixels", huge);
  }

  @Test
  void aLargePictureOfOneRunIsReadInNoTime() throws ImageException {
    byte[] large = runs(8, "0001");
    words(large).putInt(18, 7000).putInt(22, 7000);
    assertArrayEquals(new byte[48], Picture.tensor(large, 4, 4));
  }

  @Test
  void pixelsThatBeginInsideThePaletteAreAnError() {
    for (int stated : new int[] {0, 140}) {
      byte[] bmp = Picture.named("bmp palette").bytes.clone();
      int whole = stated == 0 ? 4 * (256 - 140) : 0;
      byte[] longer = Arrays.copyOf(bmp, bmp.length + whole);
      words(longer).putInt(46, stated).putInt(10, 54 + 4 * 100);
      assertMessage("the image is a damaged BMP: its pixels begin inside its palette", longer);
      words(longer).putInt(10, 53);
      assertMessage("the image is a damaged BMP: its pixels begin inside its header", longer);
    }
    byte[] masks = Picture.named("bmp 565").bytes.clone();
    words(masks).putInt(10, 54);
    assertMessage("the image is a damaged BMP: its pixels begin inside its header", masks);
  }

  @Test
  void aPaletteThatIsShorterThanItsDepthAllowsIsRead() throws ImageException {
    byte[] bmp = Picture.named("bmp palette").bytes.clone();
    byte[] expected = Picture.tensor(bmp, 14, 10);
    words(bmp).putInt(46, 0);
    assertArrayEquals(expected, Picture.tensor(bmp, 14, 10));
  }

  @Test
  void headersOfOs2AreRead() throws ImageException {
    byte[] plain = Picture.named("bmp 24").bytes;
    byte[] expected = Picture.tensor(plain, 14, 10);
    for (int length : new int[] {16, 24, 64, 52, 56, 108, 124}) {
      ByteBuffer bmp = ByteBuffer.allocate(14 + length + plain.length - 54);
      bmp.put(plain, 0, 14 + Math.min(length, 40));
      bmp.position(14 + length).put(plain, 54, plain.length - 54);
      bmp.order(ByteOrder.LITTLE_ENDIAN).putInt(10, 14 + length).putInt(14, length);
      assertArrayEquals(expected, Picture.tensor(bmp.array(), 14, 10), "header of " + length);
    }
  }

  @Test
  void anotherFileInsideOfABmpIsCalledThat() {
    byte[] bmp = Picture.named("bmp 24").bytes.clone();
    words(bmp).putInt(30, 4);
    assertMessage("the image is a BMP in a rare compression, which is not supported", bmp);
  }

  /** 5 x 3 pixels of five colours. */
  private static byte[] runs(int depth, String codes) {
    byte[] data = HexFormat.of().parseHex(codes.replace(" ", ""));
    ByteBuffer bmp = ByteBuffer.allocate(54 + 20 + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put((byte) 'B').put((byte) 'M').putInt(bmp.capacity()).putInt(0).putInt(74);
    bmp.putInt(40).putInt(5).putInt(3).putShort((short) 1).putShort((short) depth);
    bmp.putInt(depth == 8 ? 1 : 2).putInt(data.length).putLong(0).putInt(5).putInt(0);
    bmp.putInt(0).putInt(0xff0000).putInt(0xff00).putInt(0xff).putInt(0xffffff);
    return bmp.put(data).array();
  }

  private static String rows(byte[] bmp) throws ImageException {
    byte[] rgb = Picture.tensor(bmp, 5, 3);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < rgb.length; i += 3) {
      int bits = (rgb[i] & 1) | (rgb[i + 1] & 1) << 1 | (rgb[i + 2] & 1) << 2;
      rows.append(i > 0 && i % 15 == 0 ? " " : "").append(COLORS.charAt(color(bits)));
    }
    return rows.toString();
  }

  private static int color(int bits) {
    return switch (bits) {
      case 0 -> 0;
      case 1 -> 1;
      case 2 -> 2;
      case 4 -> 3;
      case 7 -> 4;
      default -> throw new AssertionError("a colour of bits " + bits);
    };
  }

  private static ByteBuffer words(byte[] bmp) {
    return ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void assertMessage(String message, byte[] image) {
    ImageException e = assertThrows(ImageException.class, () -> Picture.tensor(image, 4, 4));
    assertEquals(message, e.getMessage());
  }
}
