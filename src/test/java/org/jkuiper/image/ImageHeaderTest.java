package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Headers that contradict themselves, and what around the pixels is stepped over. */
@Timeout(20)
class ImageHeaderTest {
  private final byte[] jpeg = Picture.named("jpeg rgb").bytes;
  private final byte[] png = Picture.named("png rgb").bytes;

  @Test
  void aJpegWithTwoFramesIsRefused() {
    int frame = frameOf(jpeg);
    int length = 2 + ImageHeader.u16be(ByteBuffer.wrap(jpeg), frame + 2);
    byte[] twice = inserted(jpeg, frame, Arrays.copyOfRange(jpeg, frame, frame + length));
    assertMessage("the image is a damaged JPEG: it has two frames", twice);
  }

  @Test
  void aJpegWhoseHeightComesLaterIsRefused() {
    byte[] later = jpeg.clone();
    ByteBuffer.wrap(later).putShort(frameOf(jpeg) + 5, (short) 0);
    assertMessage("the image is a JPEG without a height (DNL)", later);
  }

  @Test
  void aJpegOf12BitsOrWithoutLossIsRefused() {
    byte[] twelve = jpeg.clone();
    twelve[frameOf(jpeg) + 4] = 12;
    assertMessage("the image is a JPEG of 12 bits, which is not supported", twelve);
    byte[] lossless = jpeg.clone();
    lossless[frameOf(jpeg) + 1] = (byte) 0xc3;
    assertMessage(
        "the image is a JPEG of a rare kind (lossless, hierarchical or arithmetic-coded) that is"
            + " not supported",
        lossless);
  }

  @Test
  void aJpegThatIsTallerThanItsDataIsTruncated() {
    byte[] taller = jpeg.clone();
    ByteBuffer.wrap(taller).putShort(frameOf(jpeg) + 5, (short) 100);
    assertMessage(
        "the image is a truncated or damaged JPEG: its data end before its last pixel, or a piece of them is"
            + " missing",
        taller);
  }

  @Test
  void aJpegThatLacksTheScanOfAComponentIsRefused() throws ImageException {
    String scan = "ffda0008" + "01" + "%02x00" + "003f00" + "3f";
    String whole = scan.formatted(1) + scan.formatted(2) + scan.formatted(3);
    assertEquals(48, Picture.tensor(inScansOfTheirOwn(whole), 4, 4).length);
    assertMessage(
        "the image is a damaged JPEG: it lacks the scan of a component",
        inScansOfTheirOwn(scan.formatted(1) + scan.formatted(3)));
  }

  /** 8 x 8 pixels of three components; each scan is two codes of one bit. */
  private static byte[] inScansOfTheirOwn(String scans) {
    String tables = "ffdb004300" + "01".repeat(64);
    String frame = "ffc00011" + "0800080008" + "03" + "011100" + "021100" + "031100";
    String code = "01" + "00".repeat(15) + "00";
    String codes = "ffc40014" + "00" + code + "ffc40014" + "10" + code;
    return HexFormat.of().parseHex("ffd8" + tables + frame + codes + scans + "ffd9");
  }

  @Test
  void whatSurroundsTheScansOfAJpegIsSteppedOver() throws ImageException {
    byte[] comment = {-1, (byte) 0xfe, 0, 4, 'h', 'i'};
    byte[] profile = new byte[40_002];
    profile[0] = -1;
    profile[1] = (byte) 0xe2;
    ByteBuffer.wrap(profile).putShort(2, (short) 40_000);
    byte[] strayBytes = {1, 2, 3};
    byte[] surrounded = jpeg;
    for (byte[] extra : new byte[][] {comment, profile, strayBytes, {-1, -1}}) {
      surrounded = inserted(surrounded, frameOf(jpeg), extra);
    }
    surrounded = inserted(surrounded, surrounded.length, new byte[5000]);
    assertSamePixels(jpeg, surrounded);
  }

  @Test
  void aPngWhoseSizeIsALieIsRefused() {
    byte[] taller = png.clone();
    ByteBuffer.wrap(taller).putInt(20, 11);
    assertMessage("the image is a truncated or damaged PNG", withHeaderChecksum(taller));
    byte[] wider = png.clone();
    ByteBuffer.wrap(wider).putInt(16, 15);
    assertMessage("the image is a truncated or damaged PNG", withHeaderChecksum(wider));
    byte[] wrongChecksum = png.clone();
    ByteBuffer.wrap(wrongChecksum).putInt(20, 9);
    assertMessage("the image is a truncated or damaged PNG", wrongChecksum);
  }

  @Test
  void aPngWithoutSizeIsRefused() {
    byte[] flat = png.clone();
    ByteBuffer.wrap(flat).putInt(20, 0);
    assertMessage("the image is a damaged PNG: its size is 14 x 0 pixels", flat);
  }

  @Test
  void aWebpWhoseFrameIsLargerThanItsCanvasIsRefused() {
    byte[] webp = Picture.named("webp animated").bytes.clone();
    webp[24] = 5;
    assertMessage("the image is a damaged WEBP: its frame is larger than the picture", webp);
  }

  @Test
  void aBmpWithoutPixelsIsRefused() {
    for (int height : new int[] {0, Integer.MIN_VALUE}) {
      byte[] bmp = Picture.named("bmp 24").bytes.clone();
      ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(22, height);
      assertMessage("the image is a damaged BMP: its size is 14 x " + height + " pixels", bmp);
    }
    byte[] tall = Picture.named("bmp 24").bytes.clone();
    ByteBuffer.wrap(tall).order(ByteOrder.LITTLE_ENDIAN).putInt(22, 11);
    assertMessage("the image is a truncated BMP", tall);
  }

  private static int frameOf(byte[] jpeg) {
    int at = 2;
    while ((jpeg[at + 1] & 0xff) != 0xc0) {
      at += 2 + ImageHeader.u16be(ByteBuffer.wrap(jpeg), at + 2);
    }
    return at;
  }

  private static byte[] inserted(byte[] into, int at, byte[] what) {
    return ByteBuffer.allocate(into.length + what.length)
        .put(into, 0, at)
        .put(what)
        .put(into, at, into.length - at)
        .array();
  }

  private static byte[] withHeaderChecksum(byte[] png) {
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    return png;
  }

  private static void assertSamePixels(byte[] expected, byte[] image) throws ImageException {
    assertArrayEquals(Picture.tensor(expected, 14, 10), Picture.tensor(image, 14, 10));
  }

  private static void assertMessage(String message, byte[] image) {
    ImageException e = assertThrows(ImageException.class, () -> Picture.tensor(image, 4, 4));
    assertEquals(message, e.getMessage());
  }
}
