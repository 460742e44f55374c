package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jkuiper.protocol.Json;
import org.jkuiper.tflite.TinyModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Options of labelImage as rules write them, and several models in one plugin. */
@Timeout(120)
class OptionsIT {
  private static final String CAT = "286:Egyptian cat";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static Mosquitto broker;
  private static Kuiperd kuiperd;
  private static Path models;

  /** The name of the zip's own model. */
  private static String model = "";

  private static byte[] cat;

  @BeforeAll
  static void installWithASecondModel(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws Exception {
    broker = Mosquitto.start(folder);
    kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker);
    kuiperd.install("pyai", Kuiperd.PYAI);
    kuiperd.createStream("CREATE STREAM binary () WITH (DATASOURCE=\"binary\", FORMAT=\"BINARY\")");
    kuiperd.createStream("CREATE STREAM json () WITH (DATASOURCE=\"json\", FORMAT=\"JSON\")");
    Path plugin = folder.resolve("ekuiper/plugins/portable/pyai");
    models = plugin.resolve("models");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(models, "*.tflite")) {
      for (Path file : files) {
        model = file.getFileName().toString().replace(".tflite", "");
      }
    }
    TinyModel.colours(models.resolve("colours.tflite"));
    // With a second classifier, the default has to be named.
    replace(plugin.resolve("pyai.properties"), "model=" + model + "\n");
    cat = Pictures.sample("cat.jpg");
  }

  @AfterAll
  static void takeDown() throws Exception {
    kuiperd.close();
    broker.close();
  }

  private static void replace(Path file, String text) throws Exception {
    Path fresh = Files.writeString(file.resolveSibling("fresh"), text);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static LabelRule rule(String id, String sql, String stream) throws Exception {
    return LabelRule.create(kuiperd, broker, id, "SELECT " + sql + " FROM " + stream, stream);
  }

  /** The ranking that a rule of this call gives of the cat. */
  private static List<?> ranking(String id, String call) throws Exception {
    try (LabelRule rule = rule(id, call + " AS ranking", "binary")) {
      return (List<?>) Json.readObject(rule.of(cat)).get("ranking");
    }
  }

  private static Object label(Object entry) {
    return ((Map<?, ?>) entry).get("label");
  }

  private static double confidence(List<?> ranking) {
    return ((Number) ((Map<?, ?>) ranking.get(0)).get("confidence")).doubleValue();
  }

  @Test
  void aNumberIsHowManyLabelsToReturn() throws Exception {
    List<?> ranking = ranking("number", "labelImage(self, 2)");
    assertEquals(2, ranking.size());
    assertEquals(CAT, label(ranking.get(0)));
  }

  @Test
  void optionsAreAnObjectOrItsJson() throws Exception {
    List<?> object =
        ranking(
            "object",
            "labelImage(self, object_construct(\"topK\", 1, \"labels\", \"name\","
                + " \"scoreThreshold\", 0.05))");
    assertEquals(1, object.size());
    assertEquals("Egyptian cat", label(object.get(0)));
    List<?> text =
        ranking(
            "text",
            "labelImage(self, \"{\\\"topK\\\":1,\\\"labels\\\":\\\"name\\\","
                + "\\\"scoreThreshold\\\":0.05}\")");
    assertEquals(object, text);
  }

  @Test
  void labelsAreChosenByAList() throws Exception {
    List<?> ranking =
        ranking(
            "allow",
            "labelImage(self, object_construct(\"allow\", array_create(\"tiger cat\", \"282:tabby, tabby cat\")))");
    assertEquals(2, ranking.size());
    assertTrue(
        List.of("282:tabby, tabby cat", "283:tiger cat").contains(label(ranking.get(0))),
        ranking::toString);
  }

  @Test
  void theMiddleAndARegionAreOtherPictures() throws Exception {
    List<?> whole = ranking("whole", "labelImage(self)");
    List<?> center = ranking("center", "labelImage(self, object_construct(\"crop\", \"center\"))");
    List<?> same =
        ranking(
            "same",
            "labelImage(self, object_construct(\"roi\", array_create(0.0625, 0.0625, 0.875, 0.875)))");
    assertEquals(CAT, label(center.get(0)));
    assertTrue(confidence(center) != confidence(whole), center + " " + whole);
    assertEquals(confidence(center), confidence(same), 0.05);
    List<?> corner =
        ranking(
            "corner", "labelImage(self, object_construct(\"roi\", array_create(0, 0, 16, 16)))");
    assertTrue(!label(corner.get(0)).equals(CAT), corner::toString);
  }

  @Test
  void detailsNameTheModelAndTheTime() throws Exception {
    Map<?, ?> first =
        (Map<?, ?>)
            ranking("details", "labelImage(self, object_construct(\"details\", true))").get(0);
    assertEquals(model, first.get("model"));
    Map<?, ?> millis = (Map<?, ?>) first.get("millis");
    for (String part : List.of("decode", "resize", "inference")) {
      assertTrue(((Number) millis.get(part)).doubleValue() > 0, millis::toString);
    }
  }

  @Test
  void aRuleUsesTwoModelsInOneRow() throws Exception {
    try (LabelRule rule =
        rule(
            "two",
            "labelImage(self)[0]->label AS thing, labelImage(self,"
                + " object_construct(\"model\", \"colours\", \"topK\", 1))[0]->label AS colour",
            "binary")) {
      Map<String, ?> row = Json.readObject(rule.of(cat));
      assertEquals(CAT, row.get("thing"));
      assertTrue(List.of("red", "green", "blue").contains(row.get("colour")), row::toString);
    }
  }

  @Test
  void aWindowTakesOptionsToo() throws Exception {
    try (LabelRule rule =
        LabelRule.create(
            kuiperd,
            broker,
            "window",
            "SELECT labelImage(collect(self), 1) AS rankings FROM binary GROUP BY COUNTWINDOW(2)",
            "binary")) {
      rule.publish(cat);
      List<?> rankings = (List<?>) Json.readObject(rule.of(cat)).get("rankings");
      assertEquals(2, rankings.size());
      for (Object ranking : rankings) {
        assertEquals(1, ((List<?>) ranking).size());
        assertEquals(CAT, label(((List<?>) ranking).get(0)));
      }
    }
  }

  @Test
  void optionsOfTheMessageAreCheckedWithEachAndTheNextGoodOneIsLabelled() throws Exception {
    String base64 = Base64.getEncoder().encodeToString(cat);
    try (LabelRule rule =
        rule("message", "labelImage(image, options)[0]->label AS label", "json")) {
      String unknown =
          rule.failureOf(Json.write(Map.of("image", base64, "options", Map.of("topk", 3))));
      assertTrue(
          unknown.contains(
              "argument 2 has an option topk, which is unknown; the options are allow"),
          unknown);
      String both =
          rule.failureOf(
              Json.write(
                  Map.of(
                      "image",
                      base64,
                      "options",
                      Map.of("allow", List.of("tiger cat"), "deny", List.of("background")))));
      assertTrue(both.contains("argument 2 sets both allow and deny"), both);
      String other =
          rule.failureOf(Json.write(Map.of("image", base64, "options", Map.of("model", "x"))));
      assertTrue(other.contains("there is no model x in "), other);
      assertTrue(other.contains("which holds colours, " + model), other);
      String label =
          rule.failureOf(
              Json.write(Map.of("image", base64, "options", Map.of("deny", List.of("dog")))));
      assertTrue(label.contains("has no label \"dog\""), label);
      String good = "{\"label\":\"" + CAT + "\"}";
      assertEquals(good, rule.of(Json.write(Map.of("image", base64, "options", 3))));
      assertEquals(
          good, rule.of(Json.write(Map.of("image", base64, "options", Map.of("topK", 1)))));
      assertEquals(good, rule.of(Json.write(Map.of("image", base64))));
    }
  }

  @Test
  void aModelIsSwappedUnderARuleAndABadOneIsNot() throws Exception {
    Path file = models.resolve("swapped.tflite");
    TinyModel.colours(file);
    try (LabelRule rule =
        rule(
            "swap",
            "labelImage(self, object_construct(\"model\", \"swapped\", \"allow\", array_create(\"red\"),"
                + " \"labels\", \"index:name\"))[0]->label AS label",
            "binary")) {
      assertEquals("{\"label\":\"0:red\"}", rule.of(cat));
      replace(file, "no model at all");
      Eventually.holds(LIMIT, () -> labelled(rule, "0:red") && told(), kuiperd::log);
      Path fresh = models.resolve("fresh");
      Files.write(fresh, TinyModel.uint8().labels("green", "blue", "red").bytes());
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      Eventually.holds(LIMIT, () -> labelled(rule, "2:red"), kuiperd::log);
      assertEquals(0, kuiperd.exceptions("swap"), kuiperd::log);
    }
  }

  private static boolean labelled(LabelRule rule, String label) {
    try {
      return rule.of(cat).equals("{\"label\":\"" + label + "\"}");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static boolean told() {
    return kuiperd.log().contains("the model before it stays in service: the model ");
  }
}
