package org.jkuiper.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.jkuiper.OtherJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Few bytes that ask for much: refused by what their header says, before a decoder sees them. */
@Timeout(20)
class BombTest {
  @Test
  void aPngOf14000Squared() throws IOException {
    byte[] png = Bombs.png(14_000, 14_000, Bombs.deflatedZeros(14_000L * (1 + 14_000 / 8)));
    assertRefused(
        TooManyPixelsException.class,
        "the image is 14000 x 14000 pixels, more than the limit of 50000000 pixels",
        png);
  }

  @Test
  void aPngThatInflatesToMoreThanItsSize() throws IOException {
    // 100 MB where 4 x 4 pixels should be: libpng stops after the rows that it needs.
    byte[] png = Bombs.png(4, 4, Bombs.deflatedZeros(100_000_000));
    byte[] rgb = assertTimeout(Duration.ofSeconds(1), () -> Picture.tensor(png, 4, 4));
    assertArrayEquals(new byte[48], rgb);
  }

  @Test
  void aPngLongerThanAnyScreenIsWide() throws IOException {
    assertRefused(
        TooManyPixelsException.class,
        "the image is 40000000 x 1 pixels, more than the limit of 65535 on a side",
        Bombs.png(40_000_000, 1, Bombs.deflatedZeros(5_000_001)));
  }

  @Test
  void headersOf65500Squared() throws IOException {
    String tooMany = "the image is 65500 x 65500 pixels, more than the limit of 50000000 pixels";
    assertRefused(TooManyPixelsException.class, tooMany, Bombs.png(65_500, 65_500, new byte[0]));
    assertRefused(TooManyPixelsException.class, tooMany, Bombs.jpegOfSize(65_500, 65_500));
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
        Bombs.jpegOfScans(Picture.named("jpeg progressive").bytes, 5000));
  }

  @Test
  void aLargeJpegWithManyScans() {
    byte[] jpeg = Bombs.jpegOfScans(Picture.named("jpeg progressive").bytes, 80);
    Bombs.setJpegSize(jpeg, 7000, 7000);
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

  @Test
  void aTiffThatDoesNotFitIntoTheHeapIsRefusedAndTheNextIsRead() throws Exception {
    String output = OtherJvm.output(InASmallHeap.class, "-Xmx16m");
    assertEquals("the image is a TIFF that takes more memory than there is", output.strip());
  }

  /** Reads a TIFF of 700 bytes for which its reader takes any memory, then a good one. */
  static final class InASmallHeap {
    private InASmallHeap() {}

    public static void main(String[] args) throws ImageException {
      Picture picture = Picture.named("tiff cmyk");
      byte[] huge = picture.bytes.clone();
      huge[30] = (byte) 213; // of its height
      huge[91] = 105; // of the rows in a strip
      ImageException e = assertThrows(ImageException.class, () -> Picture.tensor(huge, 4, 4));
      System.out.println(e.getMessage());
      Picture.tensor(picture.bytes, 4, 4);
    }
  }

  private static void assertRefused(
      Class<? extends ImageException> type, String message, byte[] image) {
    ImageException e =
        assertTimeout(
            Duration.ofSeconds(1), () -> assertThrows(type, () -> Picture.tensor(image, 4, 4)));
    assertEquals(message, e.getMessage());
  }
}
