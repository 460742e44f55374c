package org.jkuiper.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jkuiper.inference.Models;
import org.jkuiper.protocol.Json;
import org.jkuiper.stats.Stats;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.TinyGraph;
import org.jkuiper.tflite.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The second argument of labelImage, and its defaults in files. */
class LabelImageOptionsTest {
  @TempDir private Path folder;
  private Models models;
  private LabelImage labelImage;
  private final List<String> log = new ArrayList<>();
  private final LabelImageTest.LoggingContext context = new LabelImageTest.LoggingContext(log);

  @BeforeEach
  void twoModelsThatTellColours() throws IOException {
    Files.createDirectory(folder.resolve("models"));
    TinyModel.colours(folder.resolve("models/colours.tflite"));
    Files.write(
        folder.resolve("models/farben.tflite"),
        TinyModel.uint8().labels("0:rot", "1:grün", "2:blau").bytes());
    set("model=colours");
    models = new Models(folder, List.of(LabelImage.TASK), Duration.ZERO);
    labelImage = new LabelImage(models, new Stats());
  }

  @AfterEach
  void close() {
    models.close();
  }

  private void set(String settings) throws IOException {
    Files.writeString(folder.resolve("pyai.properties"), settings);
  }

  /** Left half red, right half blue with a green stripe down at its right end. */
  private static String picture() throws IOException {
    BufferedImage image = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 32; i++) {
      int x = i % 64;
      image.setRGB(x, i / 64, x < 32 ? 0xff0000 : x < 60 ? 0xff : 0xff00);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return LabelImageTest.quoted(out.toByteArray());
  }

  private static String colour(Color colour) throws IOException {
    return LabelImageTest.quoted(LabelImageTest.picture(colour));
  }

  private Object exec(String... json) throws Exception {
    return labelImage.exec(LabelImageTest.arguments(json), context);
  }

  private List<?> label(String image, String options) throws Exception {
    return (List<?>) exec(image, options);
  }

  private String first(String image, String options) throws Exception {
    return LabelImageTest.first(label(image, options));
  }

  private String refusal(String options) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> label(colour(Color.RED), options))
            .getMessage());
  }

  @Test
  void aNumberIsHowManyLabels() throws Exception {
    assertEquals(1, label(colour(Color.RED), "1").size());
    assertEquals(2, label(colour(Color.RED), "2").size());
    assertEquals(3, label(colour(Color.RED), "1000000").size());
    assertEquals(2, label(colour(Color.RED), "{\"topK\":2}").size());
    assertEquals(2, label(colour(Color.RED), Json.text("{\"topK\":2}")).size());
  }

  @Test
  void nullOptionsAreNone() throws Exception {
    assertEquals(exec(colour(Color.RED)), exec(colour(Color.RED), "null"));
    assertEquals(exec(colour(Color.RED)), exec(colour(Color.RED), "{}"));
    assertNull(exec("null", "3"));
  }

  @Test
  void aThresholdMayLeaveNothing() throws Exception {
    assertEquals(1, label(colour(Color.RED), "{\"scoreThreshold\":0.9}").size());
    assertEquals(List.of(), label(picture(), "{\"scoreThreshold\":1}"));
  }

  @Test
  void allowAndDenyChooseBeforeTheBestAreTaken() throws Exception {
    assertEquals("blue", first(colour(Color.RED), "{\"topK\":1,\"allow\":[\"blue\"]}"));
    assertEquals(2, label(colour(Color.RED), "{\"deny\":[\"red\"]}").size());
    assertEquals(
        "rot",
        first(
            colour(Color.RED),
            "{\"model\":\"farben\",\"allow\":[\"rot\"]," + "\"labels\":\"name\"}"));
  }

  @Test
  void aLabelThatTheModelLacksIsAnErrorThatNamesIt() {
    assertEquals(
        "the model colours has no label \"re\"; it has \"red\", \"green\"",
        refusal("{\"allow\":[\"re\"]}"));
    assertEquals(
        "the model farben has no label \"red\"",
        refusal("{\"allow\":[\"red\"],\"model\":\"farben\"}"));
  }

  @Test
  void labelsAreWrittenAsIsWished() throws Exception {
    String green = colour(Color.GREEN);
    assertEquals("green", first(green, "{\"labels\":\"name\"}"));
    assertEquals("1", first(green, "{\"labels\":\"index\"}"));
    assertEquals("1:green", first(green, "{\"labels\":\"index:name\"}"));
    assertEquals("1:grün", first(green, "{\"model\":\"farben\"}"));
    assertEquals("grün", first(green, "{\"model\":\"farben\",\"labels\":\"name\"}"));
  }

  @Test
  void aModelIsChosenByItsName() throws Exception {
    assertEquals("0:rot", first(colour(Color.RED), "{\"model\":\"farben\"}"));
    assertEquals("0:rot", first(colour(Color.RED), "{\"model\":\"farben.tflite\"}"));
    assertEquals("red", first(colour(Color.RED), "{\"model\":\"colours\"}"));
  }

  @Test
  void anUnknownModelIsNamedWithTheKnownOnes() {
    String refusal =
        String.valueOf(
            assertThrows(
                    ModelException.class, () -> label(colour(Color.RED), "{\"model\":\"colors\"}"))
                .getMessage());
    assertTrue(refusal.startsWith("there is no model colors in "), refusal);
    assertTrue(refusal.endsWith(", which holds colours, farben"), refusal);
  }

  @Test
  void aDetectionModelBesideDoesNotMakeTheDefaultUnclearAndIsNamedWhereItIsChosen()
      throws Exception {
    Files.delete(folder.resolve("models/farben.tflite"));
    Files.write(folder.resolve("models/ssd.tflite"), TinyGraph.detection());
    set("");
    assertEquals("red", first(colour(Color.RED), "1"));
    String refusal =
        String.valueOf(
            assertThrows(
                    ModelException.class, () -> label(colour(Color.RED), "{\"model\":\"ssd\"}"))
                .getMessage());
    assertEquals("the model ssd is for detection, not for classification", refusal);
  }

  @Test
  void aRegionOfThePictureIsLabelled() throws Exception {
    assertEquals("red", first(picture(), "{\"roi\":[0,0,0.5,1]}"));
    assertEquals("blue", first(picture(), "{\"roi\":[0.5,0,0.4,1]}"));
    assertEquals("green", first(picture(), "{\"roi\":[60,0,4,32]}"));
    assertEquals(
        "the region [60, 0, 5, 32] leads out of the picture, which has 64 x 32 pixels",
        assertThrows(
                IllegalArgumentException.class, () -> label(picture(), "{\"roi\":[60,0,5,32]}"))
            .getMessage());
  }

  @Test
  void theMiddleOfARegionLeavesItsEdgesOut() throws Exception {
    // Of the 32 columns the stripe has 4, of the middle 28 it has 2.
    String half = "{\"roi\":[32,0,32,32],\"allow\":[\"green\"]";
    Label all = (Label) label(picture(), half + "}").get(0);
    Label middle = (Label) label(picture(), half + ",\"crop\":\"center\"}").get(0);
    assertTrue(middle.confidence() < all.confidence() / 1.2, all + " " + middle);
    assertEquals(label(picture(), "{\"crop\":\"stretch\"}"), exec(picture()));
  }

  @Test
  void detailsTellTheModelAndTheTime() throws Exception {
    List<?> labels = label(colour(Color.RED), "{\"details\":true,\"topK\":1}");
    Map<String, ?> entry = Json.readObject(Json.text(labels.get(0)));
    assertEquals(List.of("confidence", "label", "model", "millis"), List.copyOf(entry.keySet()));
    assertEquals("colours", entry.get("model"));
    Map<?, ?> millis = (Map<?, ?>) entry.get("millis");
    assertEquals(List.of("decode", "resize", "inference"), List.copyOf(millis.keySet()));
    for (Object value : millis.values()) {
      double time = ((Number) value).doubleValue();
      assertTrue(time > 0 && time < 10_000, millis.toString());
    }
  }

  @Test
  void theOptionsOfAWindowHoldForEachOfItsPictures() throws Exception {
    String window = "[" + colour(Color.RED) + "," + colour(Color.BLUE) + ",7]";
    List<?> rankings = label(window, "{\"topK\":1,\"model\":\"farben\",\"labels\":\"name\"}");
    assertEquals("rot", LabelImageTest.first(rankings.get(0)));
    assertEquals("blau", LabelImageTest.first(rankings.get(1)));
    assertEquals(1, ((List<?>) rankings.get(0)).size());
    assertTrue(((Map<?, ?>) rankings.get(2)).containsKey("error"));
    List<?> regions =
        label("[" + picture() + "," + colour(Color.RED) + "]", "{\"roi\":[60,0,4,32]}");
    assertEquals("green", LabelImageTest.first(regions.get(0)));
    assertTrue(regions.get(1).toString().contains("leads out"), regions.toString());
    assertThrows(IllegalArgumentException.class, () -> label(window, "{\"allow\":[\"x\"]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"topk\":3}|argument 2 has an option topk, which is unknown; the options are allow, crop,"
            + " deny, details, labels, model, roi, scoreThreshold, topK",
        "0|argument 2: topK must be a whole number from 1 to 2147483647, got 0",
        "{\"scoreThreshold\":2}|argument 2: scoreThreshold must be a number from 0 to 1, got 2",
        "{\"crop\":\"middle\"}|argument 2: crop must be one of stretch, center, got \"middle\"",
        "{\"labels\":\"both\"}|argument 2: labels must be one of index:name, name, index, got"
            + " \"both\"",
        "{\"details\":1}|argument 2: details must be true or false, got 1",
        "{\"model\":7}|argument 2: model must be a text, got 7",
        "{\"roi\":[0,0,0,0]}|argument 2: roi: the region [0, 0, 0, 0] is empty",
        "{\"allow\":[\"red\"],\"deny\":[\"blue\"]}|argument 2 sets both allow and deny; set one"
      })
  void aWrongOptionIsNamed(String options, String sentence) {
    assertEquals(sentence, refusal(options));
    assertEquals(
        sentence, options.startsWith("{") ? refusal(Json.text(options)) : refusal(options));
  }

  @Test
  void afterAWrongOptionTheNextPictureIsLabelled() throws Exception {
    refusal("{\"topk\":3}");
    assertEquals("red", first(colour(Color.RED), "3"));
  }

  @Test
  void theSettingsHaveTheDefaultsAndAModelsOwnGoBeforeThem() throws Exception {
    set("model=colours\ntopK=1\nlabels=index:name\n");
    assertEquals(1, ((List<?>) exec(colour(Color.RED))).size());
    assertEquals("0:red", LabelImageTest.first(exec(colour(Color.RED))));
    assertEquals(2, label(colour(Color.RED), "2").size());
    Files.writeString(
        folder.resolve("models/farben.properties"),
        "topK=2\nlabels=name\nallow=[\"rot\", \"2:blau\"]\ncrop=center\nscoreThreshold=0\n");
    List<?> own = label(colour(Color.RED), "{\"model\":\"farben\"}");
    assertEquals(2, own.size());
    assertEquals("rot", LabelImageTest.first(own));
    assertEquals("grün", first(colour(Color.GREEN), "{\"model\":\"farben\",\"deny\":[\"rot\"]}"));
    assertEquals("0:red", first(colour(Color.RED), "{\"model\":\"colours\"}"));
  }

  @Test
  void topIsStillTakenForTopK() throws Exception {
    set("model=colours\ntop=2");
    assertEquals(2, ((List<?>) exec(colour(Color.RED))).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "topK=0|pyai.properties: topK must be a whole number from 1 to 2147483647, got 0",
        "crop=middle|pyai.properties: crop must be one of stretch, center, got \"middle\"",
        "allow=red|pyai.properties: allow must be a list of labels, got \"red\"",
        "allow=[\"rot\"]|the model colours has no label \"rot\"",
        "roi=[0,0,1]|pyai.properties: roi must be a list of four numbers, x, y, width and height,"
            + " got [0, 0, 1]"
      })
  void aWrongDefaultIsNamedAndTheModelBeforeStaysInService(String line, String sentence)
      throws Exception {
    set("model=colours\n" + line);
    assertEquals(
        sentence, assertThrows(ModelException.class, () -> exec(colour(Color.RED))).getMessage());
    set("model=colours");
    exec(colour(Color.RED));
    set("model=colours\n" + line);
    exec(colour(Color.RED));
    assertTrue(log.get(log.size() - 1).contains(sentence), log::toString);
  }

  @Test
  void aNumberOfArgumentsThatIsNoneIsRefused() {
    labelImage.validate(1);
    labelImage.validate(2);
    for (int count : new int[] {0, 3}) {
      assertEquals(
          "labelImage takes one argument or two, the image and options, but got " + count,
          assertThrows(IllegalArgumentException.class, () -> labelImage.validate(count))
              .getMessage());
    }
  }
}
