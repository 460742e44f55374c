package org.jkuiper.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Few bytes that ask for much: refused by what their header says, before a decoder sees them. */
@Timeout(20)
class BombTest {
  @Test
  void aPngOf14000Squared() throws IOException {
    byte[] png = png(14_000, 14_000, deflatedZeros(14_000L * (1 + 14_000 / 8)));
    assertRefused(
        TooManyPixelsException.class,
        "the image is 14000 x 14000 pixels, more than the limit of 50000000 pixels",
        png);
  }

  @Test
  void aPngThatInflatesToMoreThanItsSize() throws IOException {
    // 100 MB where 4 x 4 pixels should be: libpng stops after the rows that it needs.
    byte[] png = png(4, 4, deflatedZeros(100_000_000));
    byte[] rgb = assertTimeout(Duration.ofSeconds(1), () -> Picture.tensor(png, 4, 4));
    assertArrayEquals(new byte[48], rgb);
  }

  @Test
  void aPngLongerThanAnyScreenIsWide() throws IOException {
    assertRefused(
        TooManyPixelsException.class,
        "the image is 40000000 x 1 pixels, more than the limit of 65535 on a side",
        png(40_000_000, 1, deflatedZeros(5_000_001)));
  }

  @Test
  void headersOf65500Squared() throws IOException {
    String tooMany = "the image is 65500 x 65500 pixels, more than the limit of 50000000 pixels";
    assertRefused(TooManyPixelsException.class, tooMany, png(65_500, 65_500, new byte[0]));
    assertRefused(TooManyPixelsException.class, tooMany, jpegOfSize(65_500, 65_500));
    byte[] gif = Picture.named("gif").bytes.clone();
    ByteBuffer.wrap(gif)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(6, (short) 65_500)
        .putShort(8, (short) 65_500);
    assertRefused(TooManyPixelsException.class, tooMany, gif);
  }

  @Test
  void aGifWhoseFrameIsLargerThanItsScreen() {
    byte[] gif = Picture.named("gif").bytes.clone();
    ByteBuffer words = ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN);
    int frame = 13 + 3 * 256;
    while (gif[frame] != ',') {
      frame++;
    }
    words.putShort(frame + 5, (short) 65_000).putShort(frame + 7, (short) 64_000);
    assertRefused(
        TooManyPixelsException.class,
        "the image is 65000 x 64000 pixels, more than the limit of 50000000 pixels",
        gif);
  }

  @Test
  void aWebpWithAHugeCanvas() {
    byte[] webp = Picture.named("webp animated").bytes.clone();
    // Width less one in three bytes, then height less one.
    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(24, 9_999_999 | 9 << 24);
    assertRefused(
        TooManyPixelsException.class,
        "the image is 10000000 x 10 pixels, more than the limit of 50000000 pixels",
        webp);
  }

  @Test
  void aJpegOfThousandsOfScans() {
    assertRefused(
        TooManyScansException.class,
        "the JPEG has 5009 scans, more than the limit of 100",
        jpegOfScans(Picture.named("jpeg progressive").bytes, 5000));
  }

  @Test
  void aLargeJpegWithManyScans() {
    byte[] jpeg = jpegOfScans(Picture.named("jpeg progressive").bytes, 80);
    setJpegSize(jpeg, 7000, 7000);
    assertRefused(
        TooManyScansException.class,
        "the JPEG has 89 scans, too many for its 49000000 pixels",
        jpeg);
  }

  @Test
  void aWebpOfFramesInFrames() {
    int depth = 100_000;
    ByteBuffer webp = ByteBuffer.allocate(12 + 24 * depth).order(ByteOrder.LITTLE_ENDIAN);
    webp.put("RIFF".getBytes(US_ASCII)).putInt(webp.capacity() - 8).put("WEBP".getBytes(US_ASCII));
    while (webp.hasRemaining()) {
      webp.put("ANMF".getBytes(US_ASCII)).putInt(webp.remaining() - 4).put(new byte[16]);
    }
    assertRefused(
        BrokenImageException.class, "the image is a damaged WEBP: it has no frame", webp.array());
  }

  private static void assertRefused(
      Class<? extends ImageException> type, String message, byte[] image) {
    ImageException e =
        assertTimeout(
            Duration.ofSeconds(1), () -> assertThrows(type, () -> Picture.tensor(image, 4, 4)));
    assertEquals(message, e.getMessage());
  }

  private static byte[] deflatedZeros(long count) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      byte[] zeros = new byte[1 << 16];
      for (long left = count; left > 0; left -= zeros.length) {
        deflater.write(zeros, 0, (int) Math.min(left, zeros.length));
      }
    }
    return out.toByteArray();
  }

  /** A PNG of 1 bit a pixel. */
  private static byte[] png(int width, int height, byte[] data) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    byte[] header = {0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
    ByteBuffer.wrap(header).putInt(width).putInt(height);
    png.write(chunk("IHDR", header));
    png.write(chunk("IDAT", data));
    png.write(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  private static byte[] chunk(String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
    chunk.putInt(data.length).put(type.getBytes(US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    return chunk.putInt((int) crc.getValue()).array();
  }

  private static byte[] jpegOfSize(int width, int height) {
    byte[] jpeg = Picture.named("jpeg rgb").bytes.clone();
    setJpegSize(jpeg, width, height);
    return jpeg;
  }

  private static void setJpegSize(byte[] jpeg, int width, int height) {
    int frame = 2;
    while ((jpeg[frame + 1] & 0xff) != 0xc0 && (jpeg[frame + 1] & 0xff) != 0xc2) {
      frame += 2 + ImageHeader.u16be(jpeg, frame + 2);
    }
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
  }

  /** The last scan once more, {@code more} times. */
  private static byte[] jpegOfScans(byte[] jpeg, int more) {
    int scan = jpeg.length - 2;
    while (jpeg[scan] != -1 || (jpeg[scan + 1] & 0xff) != 0xda) {
      scan--;
    }
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + more * (jpeg.length - 2 - scan));
    out.put(jpeg, 0, jpeg.length - 2);
    for (int i = 1; i < more; i++) {
      out.put(jpeg, scan, jpeg.length - 2 - scan);
    }
    return out.putShort((short) 0xffd9).array();
  }
}
