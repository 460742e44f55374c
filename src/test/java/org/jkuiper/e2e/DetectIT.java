package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.jkuiper.NeedsShared;
import org.jkuiper.protocol.Json;
import org.jkuiper.tflite.Reference;
import org.jkuiper.tflite.TinyDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Rules that find objects, draw them, and ask what a picture says of itself. */
@Timeout(240)
class DetectIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String COCO = "coco_ssd_mobilenet_v1_1.0_quant";

  private Mosquitto broker;
  private Kuiperd kuiperd;
  private Path models;

  @BeforeEach
  void install(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    broker = Mosquitto.start(folder);
    kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker);
    kuiperd.install("pyai", Kuiperd.PYAI);
    kuiperd.createStream(LabelRule.STREAM);
    models = folder.resolve("ekuiper/plugins/portable/pyai/models");
  }

  @AfterEach
  void takeDown() throws Exception {
    kuiperd.close();
    broker.close();
  }

  private void aModelThatFindsColours() throws InterruptedException {
    TinyDetector.quarters(models.resolve("quarters.tflite"));
    Thread.sleep(1100); // The folder is looked at once a second.
  }

  private LabelRule rule(String id, String columns) throws Exception {
    return LabelRule.create(kuiperd, broker, id, "SELECT " + columns + " FROM tfdemo", "tfdemo");
  }

  /** Green in the lower left quarter of a black picture. */
  private static byte[] greenBelow() throws Exception {
    BufferedImage image = new BufferedImage(320, 200, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 160 * 100; i++) {
      image.setRGB(i % 160, 100 + i / 160, 0x00ff00);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  @Test
  void withoutAModelTheStatusSaysHowToGetOneAndOnceItIsThereTheRuleGoesOn() throws Exception {
    try (LabelRule rule = rule("objects", "detectObjects(self)[0]->label AS label")) {
      String none = rule.failureOf(greenBelow());
      assertTrue(none.contains("detectObjects error: there is no model for detection in "), none);
      assertTrue(none.contains("get one by `jkuiper models fetch " + COCO + "`"), none);
      List<Long> before = kuiperd.jvms().stream().map(ProcessHandle::pid).toList();
      aModelThatFindsColours();
      assertEquals("{\"label\":\"green\"}", rule.of(greenBelow()));
      assertEquals(before, kuiperd.jvms().stream().map(ProcessHandle::pid).toList());
    }
  }

  @Test
  void objectsHaveTheirBoxesAndOptionsAreHeard() throws Exception {
    aModelThatFindsColours();
    try (LabelRule rule =
        rule("boxes", "detectObjects(self, object_construct(\"topK\", 1)) AS objects")) {
      String row = rule.of(greenBelow());
      assertTrue(
          row.matches(
              "\\{\"objects\":\\[\\{\"box\":\\{\"height\":100,\"width\":160,\"x\":0,\"y\":100},"
                  + "\"confidence\":[01][.0-9]*,\"label\":\"green\"}]}"),
          row);
    }
    try (LabelRule rule =
        rule("none", "detectObjects(self, '{\"deny\":[\"green\"]}') AS objects")) {
      assertEquals("{\"objects\":[]}", rule.of(greenBelow()));
    }
    try (LabelRule rule = rule("bad", "detectObjects(self, '{\"top\":3}')[0]->label AS label")) {
      String refusal = rule.failureOf(greenBelow());
      assertTrue(refusal.contains("detectObjects error: argument 2 has an option top"), refusal);
    }
    String refused =
        kuiperd.expect(
            400,
            "POST",
            "/rules",
            Kuiperd.rule("three", "SELECT detectObjects(self, 1, 2) FROM tfdemo", broker, "x"));
    assertTrue(refused.contains("but got 3 arguments"), refused);
  }

  @Test
  void theBoxesAreDrawnAndThePictureIsSentOnAsAJpeg() throws Exception {
    aModelThatFindsColours();
    assertDrawn("annotate(self, detectObjects(self)) AS self FROM tfdemo", "tfdemo", greenBelow());
    // An alias may stand in another column, but not where it would name itself, as self would.
    kuiperd.createStream(
        "CREATE STREAM json (image BYTEA) WITH (DATASOURCE=\"json\", FORMAT=\"JSON\")");
    assertDrawn(
        "detectObjects(image) AS objects, annotate(image, objects) AS self FROM json",
        "json",
        Json.write(Map.of("image", greenBelow())));
  }

  private void assertDrawn(String columns, String source, byte[] message) throws Exception {
    String id = "drawn" + source;
    Map<String, ?> mqtt =
        Map.of("server", broker.url(), "topic", id, "format", "binary", "sendSingle", true);
    long before = broker.subscriptions(source);
    kuiperd.expect(
        201, "POST", "/rules", Kuiperd.rule(id, "SELECT " + columns, Map.of("mqtt", mqtt)));
    Eventually.holds(LIMIT, () -> broker.subscriptions(source) > before, kuiperd::log);
    try (Mqtt drawn = Mqtt.connect(broker, id)) {
      drawn.publish(source, message);
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(drawn.nextBytes(LIMIT)));
      assertEquals(320, image.getWidth());
      assertEquals(200, image.getHeight());
      Color inside = new Color(image.getRGB(80, 150));
      assertTrue(inside.getGreen() > 230 && inside.getRed() < 30, inside::toString);
      Color frame = new Color(image.getRGB(80, 100));
      assertTrue(frame.getGreen() < 230 || frame.getRed() > 60, frame::toString);
      Color label = new Color(image.getRGB(0, 90));
      assertTrue(label.getGreen() + label.getRed() + label.getBlue() > 100, label::toString);
    }
  }

  @Test
  void aPictureIsToldAbout() throws Exception {
    try (LabelRule rule = rule("info", "imageInfo(self) AS info")) {
      assertEquals(
          "{\"info\":{\"bytes\":34306,\"format\":\"JPEG\",\"height\":300,\"orientation\":1,"
              + "\"width\":451}}",
          rule.of(Pictures.sample("cat.jpg")));
      String refusal = rule.failureOf("hello".getBytes(StandardCharsets.UTF_8));
      assertTrue(refusal.contains("imageInfo error: this is text, not an image"), refusal);
    }
  }

  /** Sends photographs to a rule with each function, and compares each row with that in peace. */
  private void twoRulesAtOnce(String options, int count) throws Exception {
    try (LabelRule labels = rule("labels", "labelImage(self)[0]->label AS label");
        LabelRule objects = rule("objects", "detectObjects(self" + options + ") AS objects")) {
      List<byte[]> photographs = Photographs.files();
      List<String> labelled = new ArrayList<>();
      List<String> found = new ArrayList<>();
      for (byte[] photograph : photographs) {
        labels.publish(photograph);
        labelled.add(labels.next());
        found.add(objects.next());
      }
      assertTrue(Set.copyOf(labelled).size() > 3, labelled::toString);
      assertTrue(Set.copyOf(found).size() > 3, found::toString);
      for (int i = 0; i < count; i++) {
        labels.publish(photographs.get(i * 7 % photographs.size()));
      }
      for (int i = 0; i < count; i++) {
        int which = i * 7 % photographs.size();
        assertEquals(labelled.get(which), labels.next(), "label of picture " + i);
        assertEquals(found.get(which), objects.next(), "objects of picture " + i);
      }
      assertEquals(0, kuiperd.exceptions("labels"), kuiperd::log);
      assertEquals(0, kuiperd.exceptions("objects"), kuiperd::log);
    }
  }

  @Test
  void twoRulesAtOnceEachGetTheirAnswers() throws Exception {
    aModelThatFindsColours();
    twoRulesAtOnce(", '{\"scoreThreshold\":0}'", 300);
  }

  @Test
  @NeedsShared
  void twoRulesAtOnceEachGetTheirAnswersFromRealModels() throws Exception {
    Files.copy(Path.of("models/coco_labels.txt"), models.resolve(COCO + ".txt"));
    Files.copy(Reference.model(COCO), models.resolve(COCO + ".tflite"));
    try (LabelRule rule = rule("first", "detectObjects(self)[0]->label AS label")) {
      assertEquals("{\"label\":\"cat\"}", rule.of(Pictures.sample("cat.jpg")));
      assertEquals("{\"label\":\"person\"}", rule.of(Pictures.sample("photographer.png")));
    }
    twoRulesAtOnce("", 300);
  }
}
