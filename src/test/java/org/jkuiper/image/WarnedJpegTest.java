package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A JPEG of which libjpeg warns is labelled if it has all its pixels, and is an error with its
 * cause if one is lost.
 */
@Timeout(60)
class WarnedJpegTest {
  private static final byte[] RESTARTS = inIntervals(12);
  private static final int SIDE = 32;

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 9, 100, 5000})
  void strayBytesBeforeAMarkerHarmNothing(int count) throws ImageException {
    byte[] stray = new byte[count];
    new Random(count).nextBytes(stray);
    for (int i = 0; i < count; i++) {
      stray[i] &= 0x7f;
    }
    for (int marker : markers(RESTARTS)) {
      assertSamePixels(RESTARTS, with(RESTARTS, marker, stray));
      assertSamePixels(RESTARTS, with(RESTARTS, marker, new byte[count]));
    }
    byte[] progressive = Picture.named("jpeg progressive").bytes;
    for (int marker : markers(progressive)) {
      assertSamePixels(progressive, with(progressive, marker, stray));
    }
  }

  @Test
  void strayBytesMayLookLikeAReservedMarkerOrFill() throws ImageException {
    for (int marker : restarts(RESTARTS)) {
      for (byte[] stray : new byte[][] {{1, -1, 0x12, 2}, {-1}, {-1, -1, -1}, {7, -1, 0, 9}}) {
        assertSamePixels(RESTARTS, with(RESTARTS, marker, stray));
      }
    }
  }

  @Test
  void anOddVersionOrTransformHarmsNothing() throws ImageException {
    byte[] jpeg = Picture.named("jpeg rgb").bytes;
    for (int version : new int[] {0, 2, 255}) {
      byte[] odd = jpeg.clone();
      odd[11] = (byte) version;
      assertSamePixels(jpeg, odd);
    }
    byte[] adobe = {-1, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 3};
    assertSamePixels(jpeg, with(jpeg, 2, adobe));
  }

  @Test
  void aLostIntervalIsAnError() {
    List<Integer> restarts = restarts(RESTARTS);
    assertTrue(restarts.size() > 1, "restarts");
    for (int i = 1; i < restarts.size(); i++) {
      byte[] lost = without(RESTARTS, restarts.get(i - 1), restarts.get(i));
      assertCause("it lacks a restart interval", lost);
    }
  }

  @Test
  void anIntervalThatEndsEarlyIsAnError() {
    for (int restart : restarts(RESTARTS)) {
      byte[] shorter = without(RESTARTS, restart - 1, restart);
      assertCause("its data end before its last pixel, or a piece of them is missing", shorter);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void damagedDataAreAnErrorEvenIfBytesAreLeftOver(boolean progressive) throws Exception {
    byte[] jpeg = noise(progressive);
    Random random = new Random(1);
    byte[] whole = Picture.tensor(jpeg, SIDE, SIDE);
    int decoded = 0;
    int refused = 0;
    for (int i = 0; i < 200; i++) {
      byte[] damaged = jpeg.clone();
      int at = jpeg.length / 3 + random.nextInt(jpeg.length / 3);
      Arrays.fill(damaged, at, at + 100, (byte) 0);
      boolean warned = warns(damaged);
      try {
        byte[] rgb = Picture.tensor(damaged, SIDE, SIDE);
        decoded += warned && !Arrays.equals(whole, rgb) ? 1 : 0;
      } catch (BrokenImageException expected) {
        refused++;
        assertTrue(String.valueOf(expected.getMessage()).contains("JPEG"));
      }
    }
    // Of the bits that refine a progressive JPEG, the lowest ones, most have no code that a damage
    // could break.
    assertTrue(decoded <= (progressive ? 1 : 0), decoded + " decoded wrongly");
    assertTrue(refused > 100, refused + " refused");
  }

  /** Whether libjpeg, that of the JDK, warns. */
  private static boolean warns(byte[] jpeg) throws IOException {
    boolean[] warned = {false};
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (ImageInputStream stream = ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg))) {
      reader.addIIOReadWarningListener((source, text) -> warned[0] = true);
      reader.setInput(stream);
      reader.read(0);
    } catch (IIOException e) {
      return true;
    } finally {
      reader.dispose();
    }
    return warned[0];
  }

  /** Grey, 8 pixels wide, a block of two codes of one bit each in an interval. */
  static byte[] inIntervals(int count) {
    StringBuilder hex = new StringBuilder("ffd8ffdb004300" + "01".repeat(64));
    hex.append("ffc0000b08%04x0008".formatted(8 * count)).append("01011100");
    // Of the DC codes 0 is no change and 10 one of three bits; of the AC codes 0 ends the block.
    hex.append("ffc4001500").append("0101").append("00".repeat(14)).append("0003");
    hex.append("ffc4001410").append("01").append("00".repeat(15)).append("00");
    hex.append("ffdd00040001").append("ffda0008010100003f00");
    for (int i = 0; i < count; i++) {
      // 10 111 0 and ones, or 10 000 0 and ones
      hex.append(i == 0 ? "" : "ffd%d".formatted((i - 1) % 8)).append(i % 3 == 0 ? "bb" : "83");
    }
    return HexFormat.of().parseHex(hex.append("ffd9"));
  }

  @Test
  void photographsWithStrayBytesAreRead() throws Exception {
    for (String name : new String[] {"cat.jpg", "coffee.jpg"}) {
      byte[] jpeg = Files.readAllBytes(Path.of("samples", name));
      for (int marker : markers(jpeg)) {
        assertSamePixels(jpeg, with(jpeg, marker, new byte[] {1, 2, 3, 4}));
      }
      byte[] progressive = transcoded(ImageIO.read(Path.of("samples", name).toFile()), true);
      for (int marker : markers(progressive)) {
        assertSamePixels(progressive, with(progressive, marker, new byte[] {1, 2, 3, 4}));
      }
    }
  }

  @Test
  void aProgressiveJpegThatLacksItsLastScansAndItsEndIsTruncated() throws Exception {
    byte[] jpeg = noise(true);
    List<Integer> markers = markers(jpeg);
    for (int marker : markers.subList(0, markers.size() - 1)) {
      ImageException e =
          assertThrows(
              BrokenImageException.class,
              () -> Picture.tensor(Arrays.copyOf(jpeg, marker), SIDE, SIDE));
      assertEquals("the image is a truncated JPEG", e.getMessage());
    }
  }

  static byte[] noise(boolean progressive) throws IOException {
    BufferedImage image = new BufferedImage(120, 90, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int y = 0; y < 90; y++) {
      for (int x = 0; x < 120; x++) {
        int light = (int) (120 + 80 * Math.sin(x / 9.0) * Math.cos(y / 7.0)) + random.nextInt(40);
        image.setRGB(x, y, light << 16 | (255 - light) << 8 | light / 2);
      }
    }
    return transcoded(image, progressive);
  }

  private static byte[] transcoded(BufferedImage image, boolean progressive) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setProgressiveMode(
          progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** The first markers behind the data of each interval and scan. */
  static List<Integer> markers(byte[] jpeg) {
    List<Integer> found = new ArrayList<>();
    int at = 2;
    while ((jpeg[at + 1] & 0xff) != JpegMarkers.EOI) {
      int end = at + 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
      if ((jpeg[at + 1] & 0xff) == JpegMarkers.SOS) {
        int endOfScan = JpegMarkers.endOfScan(jpeg, end, jpeg.length);
        for (int i = JpegMarkers.next(jpeg, end, jpeg.length);
            i <= endOfScan;
            i = JpegMarkers.next(jpeg, i + 2, jpeg.length)) {
          found.add(i);
          if (i == endOfScan) {
            break;
          }
        }
        end = endOfScan;
      }
      at = end;
    }
    return found;
  }

  static List<Integer> restarts(byte[] jpeg) {
    List<Integer> restarts = markers(jpeg);
    restarts.removeIf(at -> !JpegMarkers.isRestart(jpeg[at + 1] & 0xff));
    return restarts;
  }

  static byte[] with(byte[] jpeg, int at, byte[] stray) {
    byte[] result = Arrays.copyOf(jpeg, jpeg.length + stray.length);
    System.arraycopy(stray, 0, result, at, stray.length);
    System.arraycopy(jpeg, at, result, at + stray.length, jpeg.length - at);
    return result;
  }

  private static byte[] without(byte[] jpeg, int from, int to) {
    byte[] result = Arrays.copyOf(jpeg, jpeg.length - (to - from));
    System.arraycopy(jpeg, to, result, from, jpeg.length - to);
    return result;
  }

  private static void assertSamePixels(byte[] expected, byte[] image) throws ImageException {
    assertArrayEquals(Picture.tensor(expected, SIDE, SIDE), Picture.tensor(image, SIDE, SIDE));
  }

  private static void assertCause(String cause, byte[] image) {
    ImageException e =
        assertThrows(BrokenImageException.class, () -> Picture.tensor(image, SIDE, SIDE));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.endsWith("damaged JPEG: " + cause), message);
  }
}
