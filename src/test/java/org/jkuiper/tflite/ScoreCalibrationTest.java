package org.jkuiper.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A float model's scores of the pixel (204, 102, 51) are 0.8, 0.4 and 0.2 here. What is expected of
 * them is the formula of TFLite's {@code metadata_schema.fbs} at {@code ScoreCalibrationOptions}.
 */
class ScoreCalibrationTest {
  private static final String SIGMOIDS = "1,2,-1\n0.5,-4,1,0.1\n2,1,0";

  @TempDir private Path folder;

  @Test
  void eachClassHasItsSigmoid() throws ModelException {
    float[] confidences = classify(0, 0, SIGMOIDS);
    assertEquals(1 / (1 + Math.exp(-0.6)), confidences[0], 1e-5);
    assertEquals(0.5 / (1 + Math.exp(0.6)), confidences[1], 1e-5);
    assertEquals(2 / (1 + Math.exp(-0.2)), confidences[2], 1e-5);
  }

  @Test
  void theSigmoidIsOfALogarithmIfTheModelSaysSo() throws ModelException {
    // 1 / (1 + exp(-log x)) is x / (1 + x), and of the inverse of the logistic function it is x.
    String plain = "1,1,0\n1,1,0\n1,1,0\n";
    assertEquals(0.8 / 1.8, classify(1, 0, plain)[0], 1e-5);
    assertEquals(0.4, classify(2, 0, plain)[1], 1e-5);
  }

  @Test
  void aScoreOfZeroOrOneHasALogarithmToo() throws ModelException {
    String plain = "1,1,0\n1,1,0\n1,1,0";
    float[] ends = classify(tiny(2, 0, plain), 255, 0, 0);
    assertEquals(1, ends[0], 1e-6);
    assertEquals(0, ends[1], 1e-6);
  }

  @Test
  void aClassWithoutSigmoidOrWithATooSmallScoreHasTheDefault() throws ModelException {
    float[] confidences = classify(0, 0.25f, "\n1,1,0,0.5\n");
    assertEquals(List.of(0.25f, 0.25f, 0.25f), boxed(confidences));
  }

  @Test
  void anActivationThatIsSetWinsOverIt() throws ModelException {
    ModelSettings settings =
        new ModelSettings(List.of(), List.of(), Optional.of(Activation.NONE), Optional.empty());
    Path file = tiny(0, 0, SIGMOIDS).write(folder.resolve("m.tflite"));
    try (Model model = Model.load(file, settings);
        Classifier classifier = new Classifier(model, 1)) {
      assertEquals(0.8, of(classifier, 204, 102, 51)[0], 1e-5);
    }
  }

  @Test
  void theReasonNamesIt() throws ModelException {
    try (Model model = Model.load(tiny(0, 0, SIGMOIDS).write(folder.resolve("m.tflite")));
        Classifier classifier = new Classifier(model, 1)) {
      assertEquals("a score calibration, as its metadata states", classifier.activation());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "absent",
      value = {
        "absent | its metadata names a score calibration, c.csv, that it does not carry",
        "1,1,0 | its score calibration c.csv has 1 lines for the 3 classes of the model",
        "1,1,0;1,1,0;1,1,0;1,1,0 | its score calibration c.csv has more than 3 lines for the 3 classes",
        "1,1,0;1,1;1,1,0 | its score calibration c.csv has no scale, slope and offset in line 2: 1,1",
        "1,1,0;1,1,0;-1,1,0 | its score calibration c.csv has no scale, slope and offset in line 3",
        "1,1,NaN;1,1,0;1,1,0 | its score calibration c.csv has no scale, slope and offset in line 1",
        "1,1,0;a,b,c;1,1,0 | its score calibration c.csv has no scale, slope and offset in line 2"
      })
  void whatMakesNoSenseIsRefused(@Nullable String csv, String sentence) {
    assertRefused(tiny(0, 0, csv == null ? null : csv.replace(';', '\n')), sentence);
  }

  @Test
  void anUnknownTransformationIsRefused() {
    assertRefused(tiny(3, 0, SIGMOIDS), "its score calibration c.csv has the unknown transform");
    assertRefused(tiny(0, Float.NaN, SIGMOIDS), "its score calibration c.csv has a default score");
  }

  @Test
  void aZipBombIsRefused() {
    byte[] zeros = new byte[64 << 20];
    assertRefused(
        tiny(0, 0, null).file("c.csv", zeros),
        "its score calibration c.csv is larger than 8388608 bytes");
  }

  private void assertRefused(TinyModel tiny, String sentence) {
    Path file = tiny.write(folder.resolve("m.tflite"));
    ModelException e = assertThrows(ModelException.class, () -> Model.load(file).close());
    assertTrue(
        e.getMessage().startsWith("the model " + file + " cannot be used: " + sentence),
        e.getMessage());
  }

  private float[] classify(int transformation, float defaultScore, String csv)
      throws ModelException {
    return classify(tiny(transformation, defaultScore, csv), 204, 102, 51);
  }

  private float[] classify(TinyModel tiny, int... pixel) throws ModelException {
    try (Model model = Model.load(tiny.write(folder.resolve("m.tflite")));
        Classifier classifier = new Classifier(model, 1)) {
      return of(classifier, pixel);
    }
  }

  private static float[] of(Classifier classifier, int... pixel) throws ModelException {
    for (int i = 0; i < classifier.pixels().capacity(); i++) {
      classifier.pixels().put(i, (byte) pixel[i % 3]);
    }
    return classifier.classify();
  }

  private static TinyModel tiny(int transformation, float defaultScore, @Nullable String csv) {
    return TinyModel.float32()
        .normalisation(new float[] {0}, new float[] {255})
        .calibration(transformation, defaultScore, csv);
  }

  private static List<Float> boxed(float[] values) {
    return List.of(values[0], values[1], values[2]);
  }
}
