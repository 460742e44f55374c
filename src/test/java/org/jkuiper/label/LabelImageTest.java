package org.jkuiper.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jkuiper.LinesLogger;
import org.jkuiper.inference.ModelFolder;
import org.jkuiper.inference.ModelSource;
import org.jkuiper.inference.Models;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.FunctionContext;
import org.jkuiper.protocol.FunctionCall;
import org.jkuiper.protocol.Json;
import org.jkuiper.stats.Stats;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelImageTest {
  @TempDir Path folder;
  private Models models;
  private LabelImage labelImage;
  private final List<String> logged = new ArrayList<>();
  private final LoggingContext context = new LoggingContext(logged);

  @BeforeEach
  void aModelThatTellsColours() throws IOException {
    Files.createDirectory(folder.resolve("models"));
    TinyModel.colours(folder.resolve("models/colours.tflite"));
    models = new Models(folder, List.of(LabelImage.TASK), Duration.ZERO);
    labelImage = new LabelImage(models, new Stats());
  }

  @AfterEach
  void close() {
    models.close();
  }

  static byte[] picture(Color colour) throws IOException {
    BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 200; i++) {
      image.setRGB(i % 20, i / 20, colour.getRGB());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  static String quoted(byte[] image) {
    return '"' + Base64.getEncoder().encodeToString(image) + '"';
  }

  /** What eKuiper's request gives, with these JSON values for arguments. */
  static Arguments arguments(String... json) throws IOException {
    String request =
        "{\"func\":\"Exec\",\"arg\":["
            + String.join(",", json)
            + (json.length == 0 ? "" : ",")
            + "\"{\\\"ruleId\\\":\\\"r\\\"}\"]}";
    return FunctionCall.parse(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)))
        .arguments();
  }

  private List<?> label(String... json) throws Exception {
    List<?> labels = labelImage.exec(arguments(json), context);
    assertNotNull(labels);
    return labels;
  }

  static String first(Object ranking) {
    return ((Label) ((List<?>) ranking).get(0)).label();
  }

  private String refusal(String... json) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> label(json)).getMessage());
  }

  @Test
  void aPictureGetsItsLabelsRanked() throws Exception {
    List<?> ranking = label(quoted(picture(Color.GREEN)));
    assertEquals(3, ranking.size());
    assertEquals("green", first(ranking));
    assertTrue(((Label) ranking.get(0)).confidence() > 0.99, ranking.toString());
  }

  @Test
  void whatIsNoPictureIsNamed() {
    assertEquals("argument 1 must be binary, got a number", refusal("42"));
    assertTrue(
        refusal(quoted("%PDF-1.7 and so on".getBytes(StandardCharsets.UTF_8))).contains("PDF"));
  }

  @Test
  void afterABrokenPictureTheNextIsLabelled() throws Exception {
    byte[] broken = picture(Color.RED);
    refusal(quoted(java.util.Arrays.copyOf(broken, broken.length / 2)));
    assertEquals("blue", first(label(quoted(picture(Color.BLUE)))));
  }

  @Test
  void aWindowOfPicturesGetsARankingForEachInOrder() throws Exception {
    List<Color> colours =
        IntStream.range(0, 40)
            .mapToObj(i -> List.of(Color.RED, Color.GREEN, Color.BLUE).get(i % 3))
            .toList();
    List<String> pictures = new ArrayList<>();
    for (Color colour : colours) {
      pictures.add(quoted(picture(colour)));
    }
    List<?> rankings = label(pictures.stream().collect(Collectors.joining(",", "[", "]")));
    for (int i = 0; i < colours.size(); i++) {
      assertEquals(List.of("red", "green", "blue").get(i % 3), first(rankings.get(i)));
    }
  }

  @Test
  void aBrokenPictureInAWindowCostsNoOtherItsLabels() throws Exception {
    List<?> rankings = label("[" + quoted(picture(Color.RED)) + ",\"AAAA\"]");
    assertEquals("red", first(rankings.get(0)));
    assertTrue(((Map<?, ?>) rankings.get(1)).containsKey("error"), rankings.toString());
  }

  @Test
  void whatIsNoPictureInAWindowHasItsErrorInItsPlace() throws Exception {
    Files.writeString(folder.resolve("pyai.properties"), "maxImageBytes=10000");
    String huge = quoted(new byte[10_001]);
    List<String> faults =
        List.of("null", "7", "\"no!\"", "{\"image\":1}", "[\"AQ==\"]", "\"\"", huge, "true");
    List<String> sentences =
        List.of(
            "element 2 of argument 1 must be binary, got null",
            "element 4 of argument 1 must be binary, got a number",
            "element 6 of argument 1 must be binary, got a text that is not base64",
            "element 8 of argument 1 must be binary, got an object",
            "element 10 of argument 1 must be binary, got a list",
            "the image is empty",
            "10001 bytes",
            "element 16 of argument 1 must be binary, got true or false");
    String red = quoted(picture(Color.RED));
    List<?> rankings =
        label(faults.stream().collect(Collectors.joining("," + red + ",", "[" + red + ",", "]")));
    assertEquals(2 * faults.size(), rankings.size());
    for (int i = 0; i < faults.size(); i++) {
      assertEquals("red", first(rankings.get(2 * i)));
      String error = String.valueOf(((Map<?, ?>) rankings.get(2 * i + 1)).get("error"));
      assertTrue(error.contains(sentences.get(i)), error);
    }
    assertEquals(1, logged.size(), logged::toString);
    assertTrue(logged.get(0).contains(" gets bytes as they are"), logged::toString);
  }

  @Test
  void anEmptyWindowIsAnEmptyListAndAMissingPictureIsNull() throws Exception {
    assertNull(labelImage.exec(arguments("null"), context));
    assertEquals(List.of(), label("[]"));
    // eKuiper sends an empty window as null: in this place of a rule, null now is one.
    assertEquals(List.of(), label("null"));
    LoggingContext another = new LoggingContext(logged);
    assertNull(labelImage.exec(arguments("null"), another));
    assertEquals(List.of(), logged);
  }

  @Test
  void base64WithLineEndsAndDataUrisAreLabelled() throws Exception {
    byte[] green = picture(Color.GREEN);
    String lines = Base64.getMimeEncoder(20, new byte[] {'\n'}).encodeToString(green) + "\n";
    String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(green);
    for (String text : List.of(lines, lines.replace("\n", "\r\n"), uri)) {
      assertEquals("green", first(label(Json.text(text))));
      assertEquals("green", first(label("[" + Json.text(text) + "]").get(0)));
      // What eKuiper's bytea does not take it passes on as the bytes of the text.
      assertEquals("green", first(label(quoted(text.getBytes(StandardCharsets.UTF_8)))));
    }
  }

  @Test
  void aTextThatIsBase64OfNoPictureIsStillCalledAText() {
    assertEquals(
        "this is text, not an image",
        refusal(quoted("QUJDRA".getBytes(StandardCharsets.UTF_8))).replaceFirst(" \\(.*", ""));
  }

  @Test
  void ofATextThatIsBase64OfABrokenPictureThatPictureIsBlamed() throws Exception {
    byte[] green = picture(Color.GREEN);
    byte[] half = Arrays.copyOf(green, green.length / 2);
    String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(half);
    assertEquals(refusal(quoted(half)), refusal(quoted(uri.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void aMissingModelIsNamedAndServesOnceItIsThere() throws Exception {
    Path model = folder.resolve("models/colours.tflite");
    Files.delete(model);
    String red = quoted(picture(Color.RED));
    String message =
        String.valueOf(assertThrows(ModelException.class, () -> label(red)).getMessage());
    assertTrue(message.contains("there is no model for classification in"), message);
    TinyModel.colours(model);
    assertEquals("red", first(label(red)));
  }

  @Test
  void aModelThatIsNoneLeavesTheOneBeforeItInService() throws Exception {
    String red = quoted(picture(Color.RED));
    assertEquals("red", first(label(red)));
    logged.clear(); // It told how the good model is fed.
    Path bad = Files.writeString(folder.resolve("new"), "this is not a model");
    Files.move(bad, folder.resolve("models/colours.tflite"), StandardCopyOption.REPLACE_EXISTING);
    assertEquals("red", first(label(red)));
    assertTrue(logged.get(0).contains("stays in service"), logged.toString());
    assertTrue(logged.get(0).contains("it is not a TFLite model"), logged.toString());
  }

  @Test
  void labelsOfAFileTakePrecedenceWhereItIsSet() throws Exception {
    Files.write(folder.resolve("models/mine.txt"), List.of("rot", "grün", "blau"));
    Files.writeString(folder.resolve("pyai.properties"), "labelFile=mine.txt\ntop=1");
    List<?> ranking = label(quoted(picture(Color.GREEN)));
    assertEquals(1, ranking.size());
    assertEquals("grün", first(ranking));
  }

  @Test
  void aLabelFileOfAnotherLengthIsNamed() throws Exception {
    Files.write(folder.resolve("models/mine.txt"), List.of("rot", "grün"));
    Files.writeString(folder.resolve("pyai.properties"), "labels=mine.txt");
    String red = quoted(picture(Color.RED));
    String message =
        String.valueOf(assertThrows(ModelException.class, () -> label(red)).getMessage());
    assertTrue(message.contains("has 2 labels for the 3 classes"), message);
  }

  /** What a labeller says of a picture without any options. */
  @SuppressWarnings("unchecked") // there are no details
  static List<Label> labels(Labeller labeller, LabelModel model, ByteBuffer picture)
      throws Exception {
    Answering answering = Answering.of(LabelOptions.NONE, "m", model.labels());
    return (List<Label>) labeller.label(picture, answering);
  }

  /** The files of the only model of a plugin's folder. */
  static ModelSource source(Path folder) throws ModelException {
    ModelFolder files = new ModelFolder(folder, List.of(LabelImage.TASK));
    files.look();
    return files.source(LabelImage.TASK, "");
  }

  /** A place in a rule. */
  record LoggingContext(List<String> lines, Map<String, Object> states) implements FunctionContext {
    LoggingContext(List<String> lines) {
      this(lines, new HashMap<>());
    }

    @Override
    public String ruleId() {
      return "r";
    }

    @Override
    public String opId() {
      return "";
    }

    @Override
    public int instanceId() {
      return 0;
    }

    @Override
    public int funcId() {
      return 0;
    }

    @Override
    @SuppressWarnings("unchecked") // one place has one type of state
    public <T> T state(Supplier<T> initial) {
      return (T) states.computeIfAbsent("", place -> initial.get());
    }

    @Override
    public System.Logger logger() {
      return new LinesLogger(lines);
    }
  }
}
