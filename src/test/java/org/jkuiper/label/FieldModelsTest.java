package org.jkuiper.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.Reference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Models as converters in the field write them, of {@code ../shared/faults/models} or of the folder
 * that the system property {@code jkuiper.field.models} names ({@code
 * ../shared/faults/make_models.py} makes them all).
 */
class FieldModelsTest {
  private static final Path FAULTS = Reference.shared().resolve("faults");

  @TempDir private Path folder;

  /** The test is skipped if the model is on neither place. */
  private static Path model(String name) {
    String made = System.getProperty("jkuiper.field.models", "");
    Path model = FAULTS.resolve("models").resolve(name + ".tflite");
    if (!made.isEmpty() && Files.exists(Path.of(made, name + ".tflite"))) {
      model = Path.of(made, name + ".tflite");
    }
    assumeTrue(Files.exists(model), model + " is not here");
    return model;
  }

  private List<Label> labels(Path model, String labels) throws Exception {
    Path models = Files.createDirectory(folder.resolve("models"));
    Files.copy(model, models.resolve("m.tflite"));
    Files.copy(
        labels.isEmpty() ? Path.of("models/labels.txt") : FAULTS.resolve("labels").resolve(labels),
        models.resolve("labels.txt"));
    Path picture = Path.of("samples/cat.jpg");
    try (LabelModel loaded = LabelModel.load(LabelImageTest.source(folder));
        Labeller labeller = new Labeller(loaded, 1)) {
      return LabelImageTest.labels(labeller, loaded, ByteBuffer.wrap(Files.readAllBytes(picture)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "float_0_255",
    "float_0_1",
    "uint8_cast_inside",
    "gray_input",
    "nchw_input",
    "two_outputs",
    "softmax_times_one",
    "softmax_decomposed",
    "dynamic_batch_signature",
    "control_m1_1",
    "buffers_outside"
  })
  void theCatIsACat(String name) throws Exception {
    List<Label> labels = labels(model(name), "");
    assertTrue(labels.get(0).label().contains("cat"), labels::toString);
    double least = name.equals("gray_input") ? 0.1 : 0.5;
    assertTrue(labels.get(0).confidence() > least, labels::toString);
  }

  @ParameterizedTest
  @CsvSource({"one_logit", "one_sigmoid"})
  void aSingleScoreIsASigmoid(String name) throws Exception {
    assertEquals(0.129, labels(model(name), "one.txt").get(0).confidence(), 0.005);
  }

  @ParameterizedTest
  @CsvSource({"one_logit", "one_sigmoid"})
  void aSingleScoreTellsTwoLabelsApart(String name) throws Exception {
    List<Label> labels = labels(model(name), "cat_dog.txt");
    assertEquals("cat", labels.get(0).label());
    assertEquals(0.871, labels.get(0).confidence(), 0.005);
    assertEquals(0.129, labels.get(1).confidence(), 0.005);
  }

  @ParameterizedTest
  @CsvSource({
    "edgetpu, edgetpu-custom-op",
    "flex, FlexAdjustContrastv2",
    "dynamic_batch_shape_minus1, 'its input has the shape [-1, 224, 224, 3]'"
  })
  void whatIsRefusedNamesItsReason(String name, String reason) {
    Path model = model(name);
    ModelException e = assertThrows(ModelException.class, () -> labels(model, ""));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}
