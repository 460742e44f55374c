package org.jkuiper.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jkuiper.NeedsShared;
import org.jkuiper.inference.Models;
import org.jkuiper.picture.Calls;
import org.jkuiper.protocol.Json;
import org.jkuiper.stats.ModelReading;
import org.jkuiper.stats.Stats;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.Reference;
import org.jkuiper.tflite.TinyDetector;
import org.jkuiper.tflite.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class DetectObjectsTest {
  @TempDir private Path folder;
  private final Stats stats = new Stats();
  private Models models;
  private DetectObjects detectObjects;

  @BeforeEach
  void makeTheFolder() throws IOException {
    Files.createDirectory(folder.resolve("models"));
    models = new Models(folder, List.of(DetectObjects.TASK), Duration.ZERO);
    detectObjects = new DetectObjects(models, stats);
  }

  @AfterEach
  void close() {
    models.close();
  }

  private void aModelThatFindsColours() {
    TinyDetector.quarters(folder.resolve("models/quarters.tflite"));
  }

  private record Patch(Color colour, int x, int y, int width, int height) {}

  /** A black picture with coloured rectangles. */
  private static byte[] picture(int width, int height, Patch... patches) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (Patch patch : patches) {
      graphics.setColor(patch.colour);
      graphics.fillRect(patch.x, patch.y, patch.width, patch.height);
    }
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** Red in the upper left quarter, green below it, blue of three fifths to the right. */
  private static byte[] threeColours() throws IOException {
    return picture(
        200,
        100,
        new Patch(Color.RED, 0, 0, 100, 50),
        new Patch(new Color(0, 200, 0), 0, 50, 100, 50),
        new Patch(new Color(0, 0, 153), 100, 0, 100, 50));
  }

  private Object detect(Object... arguments) throws Exception {
    return detectObjects.exec(Calls.arguments(arguments), new Calls.Place());
  }

  private String labels(Object... arguments) throws Exception {
    StringBuilder labels = new StringBuilder();
    for (Object found : (List<?>) detect(arguments)) {
      labels.append(labels.isEmpty() ? "" : " ").append(((Found) found).label());
    }
    return labels.toString();
  }

  private String refusal(Object... arguments) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> detect(arguments)).getMessage());
  }

  @Test
  void objectsHaveTheirBoxesInPixelsTheMostConfidentFirst() throws Exception {
    aModelThatFindsColours();
    List<?> found = (List<?>) detect(threeColours());
    assertEquals(3, found.size());
    assertEquals("red", ((Found) found.get(0)).label());
    assertEquals(new Found.Box(0, 0, 100, 50), ((Found) found.get(0)).box());
    assertEquals(new Found.Box(0, 50, 100, 50), ((Found) found.get(1)).box());
    assertEquals(new Found.Box(100, 0, 100, 50), ((Found) found.get(2)).box());
    assertEquals(200 / 255f, ((Found) found.get(1)).confidence(), 0.04);
    String json = Json.text(found.get(0));
    assertTrue(
        json.matches(
            "\\{\"confidence\":[01][.0-9]*,\"label\":\"red\","
                + "\"box\":\\{\"x\":0,\"y\":0,\"width\":100,\"height\":50}}"),
        json);
  }

  @Test
  void optionsChooseAmongTheObjects() throws Exception {
    aModelThatFindsColours();
    byte[] picture = threeColours();
    assertEquals("red green blue", labels(picture));
    assertEquals("red green blue", labels(picture, null));
    assertEquals("red green", labels(picture, Map.of("topK", 2)));
    assertEquals("red", labels(picture, "{\"topK\":1}"));
    assertEquals("red green", labels(picture, Map.of("scoreThreshold", 0.7)));
    assertEquals("green blue", labels(picture, Map.of("allow", List.of("blue", "green"))));
    assertEquals("red", labels(picture, Map.of("deny", List.of("blue", "green"))));
    assertEquals("red", labels(picture, 1));
    assertEquals("red green blue", labels(picture, Map.of("model", "quarters")));
    assertEquals("red green blue", labels(picture, "{}"));
  }

  @Test
  void aRegionIsLookedAtAndItsBoxesAreThoseOfTheWholePicture() throws Exception {
    aModelThatFindsColours();
    byte[] picture =
        picture(
            300, 200, new Patch(Color.RED, 100, 50, 50, 25), new Patch(Color.GREEN, 0, 0, 50, 50));
    for (Object roi :
        new Object[] {List.of(100, 50, 100, 50), List.of(1 / 3., 0.25, 1 / 3., 0.25)}) {
      List<?> found = (List<?>) detect(picture, Map.of("roi", roi));
      assertEquals(1, found.size(), found::toString);
      assertEquals("red", ((Found) found.get(0)).label());
      assertEquals(new Found.Box(100, 50, 50, 25), ((Found) found.get(0)).box());
    }
    String refusal = refusal(picture, Map.of("roi", List.of(250, 0, 100, 50)));
    assertTrue(refusal.contains("[250, 0, 100, 50] leads out of the picture"), refusal);
  }

  @Test
  void detailsTellTheModelAndTheTimes() throws Exception {
    aModelThatFindsColours();
    List<?> found = (List<?>) detect(threeColours(), "{\"details\":true,\"topK\":1}");
    Map<?, ?> first = (Map<?, ?>) found.get(0);
    assertEquals(
        List.of("confidence", "label", "box", "model", "millis"), List.copyOf(first.keySet()));
    assertEquals("quarters", first.get("model"));
    assertTrue(((Map<?, ?>) first.get("millis")).get("inference") instanceof Double);
  }

  @Test
  void wrongOptionsAreNamed() throws Exception {
    aModelThatFindsColours();
    byte[] picture = threeColours();
    assertEquals(
        "argument 2 has an option top, which is unknown; the options are"
            + " allow, deny, details, model, roi, scoreThreshold, topK",
        refusal(picture, Map.of("top", 3)));
    assertTrue(refusal(picture, Map.of("topK", 0)).contains("topK must be a whole number from 1"));
    assertEquals(
        "argument 2: scoreThreshold must be a number from 0 to 1, got 50",
        refusal(picture, Map.of("scoreThreshold", 50)));
    assertEquals(
        "argument 2: allow must be a list of labels, got \"cat\"",
        refusal(picture, Map.of("allow", "cat")));
    assertEquals(
        "the model quarters has no label \"cat\"",
        refusal(picture, Map.of("allow", List.of("cat"))));
    assertTrue(refusal(picture, Map.of("roi", List.of(1, 2, 3))).contains("roi must be a list"));
    assertTrue(refusal(picture, "topK=3").contains("not JSON"));
    ModelReading counted = stats.read().get(0);
    assertEquals(Map.of("badOptions", 6L), counted.errors());
    assertEquals(Map.of("badOptions", 1L), stats.read().get(1).errors());
    assertEquals("red green blue", labels(picture));
  }

  @Test
  void anErrorCountsUnderItsCauseAndModel() throws Exception {
    aModelThatFindsColours();
    byte[] picture = threeColours();
    refusal((Object) Arrays.copyOf(picture, picture.length / 2));
    refusal("text".getBytes(StandardCharsets.UTF_8));
    refusal(7);
    assertThrows(ModelException.class, () -> detect(picture, Map.of("model", "nobody")));
    detect(List.of(picture, 7));
    ModelReading nobody = stats.read().get(0);
    ModelReading quarters = stats.read().get(1);
    assertEquals("", nobody.model());
    assertEquals(Map.of("notBinary", 2L, "model", 1L), nobody.errors());
    assertEquals("quarters", quarters.model());
    assertEquals(Map.of("brokenImage", 1L, "unsupportedFormat", 1L), quarters.errors());
    assertEquals(1, quarters.pictures());
    assertEquals(1, quarters.inference().count());
  }

  @Test
  void aBoxIsClippedToThePicture() throws Exception {
    assertEquals(
        new Found.Box(10, 20, 30, 40),
        Boxes.in(
            new org.jkuiper.image.Area(100, 100, 10, 20, 30, 40),
            new org.jkuiper.tflite.Detection(0, 1, -5, -0.1f, 1.1f, 1e30f)));
    for (float[] outside : new float[][] {{1.1f, 2}, {-2, -0.1f}, {0.5f, 0.5f}, {0.7f, 0.2f}}) {
      assertNull(
          Boxes.in(
              new org.jkuiper.image.Area(100, 100, 10, 20, 30, 40),
              new org.jkuiper.tflite.Detection(0, 1, outside[0], 0, outside[1], 1)));
    }
  }

  @Test
  void aWindowIsAListInWhichWhatIsNoPictureHasItsError() throws Exception {
    aModelThatFindsColours();
    byte[] red = picture(20, 20, new Patch(Color.RED, 0, 0, 10, 10));
    List<?> window = (List<?>) detect(Arrays.asList(red, null, red), Map.of("topK", 1));
    assertEquals(3, window.size());
    assertEquals("red", ((Found) ((List<?>) window.get(2)).get(0)).label());
    assertTrue(((Map<?, ?>) window.get(1)).containsKey("error"));
    assertNull(detect((Object) null));
  }

  @Test
  void withoutAModelTheErrorSaysHowToGetOneAndOnceItIsThereItServes() throws Exception {
    TinyModel.colours(folder.resolve("models/colours.tflite"));
    String how =
        "get one by `jkuiper models fetch coco_ssd_mobilenet_v1_1.0_quant`, and put its files into"
            + " that folder";
    byte[] picture = threeColours();
    assertEquals(
        "there is no model for detection in " + folder.resolve("models") + ": " + how,
        assertThrows(ModelException.class, () -> detect(picture)).getMessage());
    aModelThatFindsColours();
    assertEquals("red green blue", labels(picture));
    String other =
        String.valueOf(
            assertThrows(ModelException.class, () -> detect(picture, Map.of("model", "colours")))
                .getMessage());
    assertTrue(other.contains("the model colours is for classification, not for detection"), other);
  }

  @Test
  void aClassThatTheLabelsSayIsNoneIsLeftOut() throws Exception {
    aModelThatFindsColours();
    Files.writeString(folder.resolve("models/quarters.txt"), "???\n???\ngreen\nblue\n");
    assertEquals("green blue", labels(threeColours()));
  }

  @Test
  void aModelsFileHasItsDefaults() throws Exception {
    aModelThatFindsColours();
    Files.writeString(
        folder.resolve("models/quarters.properties"), "scoreThreshold=0.7\ndeny=[\"red\"]\n");
    assertEquals("green", labels(threeColours()));
    assertEquals("green blue", labels(threeColours(), Map.of("scoreThreshold", 0.1)));
    Files.writeString(folder.resolve("models/quarters.properties"), "topK=none\n");
    models.close();
    String refusal =
        String.valueOf(
            assertThrows(ModelException.class, () -> detect(threeColours())).getMessage());
    assertTrue(refusal.contains("quarters.properties: topK must be"), refusal);
  }

  @Test
  void aTextThatIsStillBase64IsTaken() throws Exception {
    aModelThatFindsColours();
    String uri =
        "data:image/png;base64," + java.util.Base64.getEncoder().encodeToString(threeColours());
    assertEquals("red green blue", labels(uri));
    assertEquals("red green blue", labels(uri.getBytes(StandardCharsets.US_ASCII)));
  }

  /**
   * Python: ai-edge-litert 2.3 on Pillow 12's bicubic resize to 300 x 300 gives for cat.jpg cat
   * 0.668 at y -0.0001, x 0.0014, y 0.9939, x 0.9076 of 451 x 300 pixels; for photographer.png
   * person 0.7852 at 0.1427, 0.0173, 0.9857, 0.5675 of 512 x 512; for coffee.jpg cup 0.7773 at
   * 0.0406, 0.2788, 0.7954, 0.706 and dining table 0.5977 at 0.0075, 0.0226, 0.9712, 0.9712 of 600
   * x 400.
   */
  @ParameterizedTest
  @NeedsShared
  @CsvSource({
    "cat.jpg, cat, 0.668, 1, 0, 408, 298",
    "photographer.png, person, 0.7852, 9, 73, 282, 432",
    "coffee.jpg, cup, 0.7773, 167, 16, 257, 302"
  })
  void theRealModelFindsWhatPythonFinds(
      String sample, String label, double confidence, int x, int y, int width, int height)
      throws Exception {
    String name = "coco_ssd_mobilenet_v1_1.0_quant";
    Files.copy(Reference.model(name), folder.resolve("models/" + name + ".tflite"));
    Files.copy(Path.of("models/coco_labels.txt"), folder.resolve("models/" + name + ".txt"));
    List<?> all = (List<?>) detect(Files.readAllBytes(Path.of("samples", sample)));
    Found first = (Found) all.get(0);
    assertEquals(sample.equals("coffee.jpg") ? 2 : 1, all.size(), all::toString);
    assertEquals(label, first.label());
    assertEquals(confidence, first.confidence(), 0.03);
    assertEquals(x, first.box().x(), 8);
    assertEquals(y, first.box().y(), 8);
    assertEquals(width, first.box().width(), 12);
    assertEquals(height, first.box().height(), 12);
  }
}
