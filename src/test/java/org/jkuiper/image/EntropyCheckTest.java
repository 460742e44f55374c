package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a JPEG of which libjpeg warned costs, and what is left of it for the next decoder. */
@Timeout(60)
class EntropyCheckTest {
  private static final TimeLimit LONG = new TimeLimit(Duration.ofMinutes(1));

  @Test
  void endsWhenTheTimeIsOver() throws Exception {
    Excerpt jpeg = excerpt(sized(8000, 6000, WarnedJpegTest.noise(true)));
    ImageException e =
        assertThrows(
            ImageTimeoutException.class,
            () -> EntropyCheck.check(jpeg, new TimeLimit(Duration.ZERO)));
    assertEquals("the image takes longer than the limit of 0 ms", e.getMessage());
  }

  @Test
  void theTimeIsLookedAtWithinAScan() throws Exception {
    Excerpt jpeg = excerpt(emptyProgressive(7000, 7000, 400));
    EntropyCheck.check(jpeg, LONG);
    long start = System.nanoTime();
    assertThrows(
        ImageTimeoutException.class,
        () -> EntropyCheck.check(jpeg, new TimeLimit(Duration.ofMillis(20))));
    assertTrue(System.nanoTime() - start < 500_000_000, "ended in time");
  }

  @Test
  void fiftyMillionPixelsTakeNoHeapThatGrowsWithThem() throws Exception {
    Excerpt jpeg = excerpt(emptyProgressive(7000, 7000, 3));
    EntropyCheck.check(jpeg, LONG);
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    EntropyCheck.check(jpeg, LONG);
    long heap = thread.getCurrentThreadAllocatedBytes() - before;
    assertTrue(heap < 1 << 20, heap + " bytes of heap");
  }

  @Test
  void leavesAJpegOfWhichLibjpegDoesNotWarn() throws Exception {
    for (byte[] jpeg : new byte[][] {WarnedJpegTest.noise(true), WarnedJpegTest.inIntervals(12)}) {
      byte[] strayed = strayed(jpeg);
      assertTrue(warnings(excerpt(strayed)) > 0, "libjpeg warns");
      Excerpt whole = EntropyCheck.check(excerpt(strayed), LONG);
      assertEquals(0, warnings(whole));
      assertArrayEquals(excerpt(jpeg).copy(), whole.copy());
    }
  }

  @Test
  void anOddHeaderIsNoWarning() throws Exception {
    byte[] jpeg = Picture.named("jpeg rgb").bytes.clone();
    jpeg[11] = 2;
    HexFormat hex = HexFormat.of();
    byte[] adobe = hex.parseHex("ffee000e41646f626500640000000003");
    assertEquals(0, warnings(excerpt(WarnedJpegTest.with(jpeg, 2, adobe))));
  }

  /** As a webcam sends them: stray bytes before the marker behind each piece of data. */
  static byte[] strayed(byte[] jpeg) {
    byte[] strayed = jpeg;
    List<Integer> markers = WarnedJpegTest.markers(jpeg);
    for (int i = markers.size() - 1; i >= 0; i--) {
      strayed = WarnedJpegTest.with(strayed, markers.get(i), new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    }
    return strayed;
  }

  private static Excerpt excerpt(byte[] jpeg) throws ImageException {
    return HeaderReader.read(ImageFormat.JPEG, ByteBuffer.wrap(jpeg)).pixels();
  }

  private static int warnings(Excerpt jpeg) {
    int[] warnings = {0};
    PIX pix = LeptonicaReader.read(ImageFormat.JPEG, jpeg, 1, warnings);
    assertNotNull(pix);
    leptonica.pixDestroy(Objects.requireNonNull(pix));
    return warnings[0];
  }

  /** {@code jpeg} with another size in its frame. */
  private static byte[] sized(int width, int height, byte[] jpeg) {
    byte[] result = jpeg.clone();
    int at = 2;
    while ((result[at + 1] & 0xff) != JpegMarkers.SOF2) {
      at += 2 + ((result[at + 2] & 0xff) << 8 | (result[at + 3] & 0xff));
    }
    ByteBuffer.wrap(result).putShort(at + 5, (short) height).putShort(at + 7, (short) width);
    return result;
  }

  /** Grey; a DC scan of no differences, an AC scan of nothing, and refinements of nothing. */
  private static byte[] emptyProgressive(int width, int height, int scans) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HexFormat hex = HexFormat.of();
    out.write(hex.parseHex("ffd8ffdb004300" + "01".repeat(64)));
    out.write(hex.parseHex("ffc2000b08%04x%04x01011100".formatted(height, width)));
    // One code of one bit: of DC no difference, of AC the end of the block.
    out.write(hex.parseHex("ffc4001400" + "01" + "00".repeat(16)));
    out.write(hex.parseHex("ffc4001410" + "01" + "00".repeat(16)));
    byte[] zeros = new byte[((width + 7) / 8 * ((height + 7) / 8) + 7) / 8];
    out.write(hex.parseHex("ffda0008010100" + "000000"));
    out.write(zeros);
    for (int i = 1; i < scans; i++) {
      out.write(hex.parseHex("ffda0008010100" + "013f00"));
      out.write(zeros);
    }
    out.write(hex.parseHex("ffd9"));
    return out.toByteArray();
  }
}
