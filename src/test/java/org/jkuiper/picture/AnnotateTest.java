package org.jkuiper.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.jkuiper.OtherJvm;
import org.jkuiper.image.ImageLimits;
import org.jkuiper.image.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class AnnotateTest {
  private static final Annotate ANNOTATE = new Annotate(() -> ImageLimits.DEFAULT);

  static byte[] grey(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, 0x808080);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static BufferedImage annotated(byte[] picture, Object detections) throws Exception {
    byte[] jpeg = ANNOTATE.exec(Calls.arguments(picture, detections), new Calls.Place());
    assertNotNull(jpeg);
    assertEquals((byte) 0xff, jpeg[0]);
    assertEquals((byte) 0xd8, jpeg[1]);
    return ImageIO.read(new ByteArrayInputStream(jpeg));
  }

  private static String refusal(Object picture, Object detections) {
    return String.valueOf(
        assertThrows(
                IllegalArgumentException.class,
                () -> ANNOTATE.exec(Calls.arguments(picture, detections), new Calls.Place()))
            .getMessage());
  }

  private static Map<String, Object> found(String label, double x, double y, double w, double h) {
    return Map.of(
        "confidence", 0.67, "label", label, "box", Map.of("x", x, "y", y, "width", w, "height", h));
  }

  private static boolean isGrey(BufferedImage image, int x, int y) {
    Color colour = new Color(image.getRGB(x, y));
    return Math.abs(colour.getRed() - 128) < 12
        && Math.abs(colour.getGreen() - 128) < 12
        && Math.abs(colour.getBlue() - 128) < 12;
  }

  @ParameterizedTest
  @CsvSource({"160, 120", "640, 480", "4000, 3000"})
  void aBoxIsFramedAndItsInsideLeftAsItIs(int width, int height) throws Exception {
    int x = width / 4;
    int y = height / 2;
    int boxWidth = width / 2;
    int boxHeight = height / 4;
    BufferedImage image =
        annotated(grey(width, height), List.of(found("cat", x, y, boxWidth, boxHeight)));
    assertEquals(width, image.getWidth());
    assertEquals(height, image.getHeight());
    assertTrue(!isGrey(image, x, y + boxHeight / 2), "left");
    assertTrue(!isGrey(image, x + boxWidth - 1, y + boxHeight / 2), "right");
    assertTrue(!isGrey(image, x + boxWidth / 2, y), "top");
    assertTrue(!isGrey(image, x + boxWidth / 2, y + boxHeight - 1), "bottom");
    assertTrue(isGrey(image, x + boxWidth / 2, y + boxHeight / 2), "inside");
    assertTrue(isGrey(image, x - 9, y + boxHeight / 2), "outside");
    // The label stands on the box, and has letters on its ground.
    assertTrue(!isGrey(image, x + 1, y - 8), "label");
    assertTrue(hasDarkAndColour(image, x, y - height / 24 - 17, width / 3, height / 24 + 17));
  }

  /** Whether the rectangle has some of both: letters, which are black or white, and a ground. */
  private static boolean hasDarkAndColour(BufferedImage image, int x0, int y0, int w, int h) {
    int letters = 0;
    int ground = 0;
    for (int y = Math.max(0, y0); y < y0 + h; y++) {
      for (int x = x0; x < x0 + w; x++) {
        Color colour = new Color(image.getRGB(x, y));
        int least = Math.min(colour.getRed(), Math.min(colour.getGreen(), colour.getBlue()));
        int most = Math.max(colour.getRed(), Math.max(colour.getGreen(), colour.getBlue()));
        letters += most < 60 || least > 200 ? 1 : 0;
        ground += most - least > 60 ? 1 : 0;
      }
    }
    return letters > 10 && ground > 100;
  }

  @Test
  void labelsWithoutABoxAreWrittenInTheCornerOneBelowTheOther() throws Exception {
    BufferedImage image =
        annotated(
            grey(320, 240),
            List.of(
                Map.of("confidence", 0.94, "label", "85:peacock"),
                Map.of("confidence", 0.03, "label", "a")));
    assertTrue(!isGrey(image, 1, 1));
    assertTrue(!isGrey(image, 1, 30));
    assertTrue(isGrey(image, 1, 60));
    assertTrue(isGrey(image, 300, 10));
  }

  @Test
  void nothingIsDrawnForNoDetections() throws Exception {
    for (Object none : new Object[] {List.of(), null}) {
      assertTrue(isGrey(annotated(grey(40, 30), none), 1, 1));
    }
  }

  @Test
  void aPictureThatIsNullHasNoAnswer() throws Exception {
    assertNull(ANNOTATE.exec(Calls.arguments(null, List.of()), new Calls.Place()));
  }

  @Test
  void whatReachesOutOfThePictureIsCutOff() throws Exception {
    BufferedImage image =
        annotated(
            grey(100, 80),
            List.of(
                found("huge", -1e300, -5, 1e300, 1e300),
                found("far", 1e9, 1e9, 10, 10),
                found("left", -50, 40, 80, 20),
                found("nothing", 50, 50, 0, 0),
                found("inside out", 50, 50, -10, -10)));
    assertEquals(100, image.getWidth());
    assertTrue(!isGrey(image, 29, 50), "the right edge of the third");
  }

  @ParameterizedTest
  @CsvSource({"''", "猫", "Ünïcödé", "'\u0000\n\t'", "🐈🐈", "\uD800"})
  void anyLabelIsDrawn(String label) throws Exception {
    BufferedImage image = annotated(grey(200, 100), List.of(found(label, 20, 50, 100, 40)));
    assertTrue(!isGrey(image, 22, 46));
    assertTrue(!isGrey(annotated(grey(200, 100), List.of(Map.of("label", label))), 0, 1));
  }

  @Test
  void aLongLabelStaysInThePicture() throws Exception {
    String label = "a".repeat(1_000_000);
    assertEquals(60, annotated(grey(60, 20), List.of(found(label, 20, 5, 30, 10))).getWidth());
  }

  @Test
  void theEdgesAreThoseOfTheUprightPicture() throws Exception {
    byte[] turned =
        Picture.all().stream()
            .filter(picture -> picture.toString().contains("png with orientation"))
            .findAny()
            .orElseThrow()
            .bytes;
    BufferedImage stored = ImageIO.read(new ByteArrayInputStream(turned));
    BufferedImage upright = annotated(turned, List.of());
    assertEquals(stored.getHeight(), upright.getWidth());
    assertEquals(stored.getWidth(), upright.getHeight());
  }

  @Test
  void eachFormatCanBeDrawnOn() throws Exception {
    Supplier<ImageLimits> all =
        () ->
            new ImageLimits(
                1 << 20,
                1 << 20,
                100,
                java.util.EnumSet.allOf(org.jkuiper.image.ImageFormat.class),
                java.time.Duration.ofSeconds(4));
    Annotate annotate = new Annotate(all);
    for (Picture picture : Picture.all()) {
      byte[] jpeg =
          annotate.exec(
              Calls.arguments(picture.bytes, List.of(found("x", 1, 1, 5, 5))), new Calls.Place());
      assertNotNull(ImageIO.read(new ByteArrayInputStream(jpeg)), picture.toString());
    }
  }

  @Test
  void whatIsNoDetectionIsNamed() throws Exception {
    byte[] picture = grey(10, 10);
    assertEquals("argument 2 must be a list, got \"cat\"", refusal(picture, "cat"));
    String object = " must be an object, as detectObjects and labelImage give";
    assertEquals("element 1 of argument 2" + object, refusal(picture, List.of("cat")));
    Map<String, Object> good = found("cat", 0, 0, 1, 1);
    assertEquals(
        "element 2 of argument 2 must have a label, a text",
        refusal(picture, List.of(good, Map.of("confidence", 1))));
    assertEquals(
        "the box of element 1 of argument 2" + object,
        refusal(picture, List.of(Map.of("label", "cat", "box", List.of(1, 2, 3, 4)))));
    assertEquals(
        "the width of the box of element 1 of argument 2 must be a number",
        refusal(
            picture, List.of(Map.of("label", "cat", "box", Map.of("x", 1, "y", 2, "height", 3)))));
    assertEquals(
        "the confidence of element 1 of argument 2 must be a number",
        refusal(picture, List.of(Map.of("label", "cat", "confidence", "high"))));
    assertEquals(
        "element 1 of argument 2 is an error: the image is empty",
        refusal(picture, List.of(Map.of("error", "the image is empty"))));
    assertEquals(
        "annotate takes two arguments, the image and the detections, but got 1",
        assertThrows(IllegalArgumentException.class, () -> ANNOTATE.validate(1)).getMessage());
  }

  @Test
  void whatIsNoPictureIsNamedAsInLabelImage() {
    assertTrue(refusal("%PDF-1.7".getBytes(StandardCharsets.US_ASCII), List.of()).contains("PDF"));
    assertEquals("argument 1 must be binary, got a number", refusal(7, List.of()));
  }

  @Test
  void aDataUriIsTakenAsWell() throws Exception {
    String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(grey(30, 20));
    assertEquals(30, annotated(uri.getBytes(StandardCharsets.US_ASCII), List.of()).getWidth());
  }

  /** Runs in a process of its own, whose JVM prints each class that it loads. */
  static final class Draw {
    public static void main(String[] args) throws Exception {
      byte[] cat = Files.readAllBytes(Path.of("samples/cat.jpg"));
      Map<String, Integer> box = Map.of("x", 1, "y", 0, "width", 408, "height", 298);
      List<?> found = List.of(Map.of("confidence", 0.67, "label", "cat", "box", box));
      new Annotate(() -> ImageLimits.DEFAULT).exec(Calls.arguments(cat, found), new Calls.Place());
      System.out.println("drawn");
    }
  }

  @Test
  void itNeedsNeitherAwtNorFonts() throws Exception {
    List<String> lines = OtherJvm.output(Draw.class, "-Xlog:class+load:stdout").lines().toList();
    assertTrue(lines.contains("drawn"));
    assertEquals(
        List.of(),
        lines.stream()
            .filter(line -> line.contains("java.awt.") || line.contains("sun.font"))
            .toList());
  }
}
