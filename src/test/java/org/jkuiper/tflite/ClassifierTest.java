package org.jkuiper.tflite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClassifierTest {

  private static final int[] RED = {255, 0, 0};
  private static final int[] GREEN = {0, 255, 0};

  @TempDir private Path folder;

  @Test
  void eachColourIsToldFromTheOthers() throws ModelException {
    Path file = TinyModel.colours(folder.resolve("m.tflite"));
    for (int colour = 0; colour < 3; colour++) {
      int[] pixel = new int[3];
      pixel[colour] = 255;
      float[] probabilities = classify(file, pixel);
      assertTrue(probabilities[colour] > 0.99, "class " + colour + ": " + probabilities[colour]);
    }
  }

  @Test
  void softmaxIsOursOnlyWhereTheModelGivesLogits() throws ModelException {
    // Stored 200 and 50 are real 4.5 and -4.875 at scale 1/16, zero point 128.
    double[] expected = softmax(4.5, -4.875, -4.875);
    int[] pixel = {200, 50, 50};
    // A probability that the model stores in 8 bits is right to one of its steps of 1/256.
    assertClose(expected, classify(TinyModel.uint8(), pixel), 1e-6);
    assertClose(expected, classify(TinyModel.int8(), pixel), 1e-6);
    assertClose(expected, classify(TinyModel.uint8().softmax(), pixel), 1 / 256.0);
    assertClose(expected, classify(TinyModel.int8().softmax(), pixel), 1 / 256.0);
  }

  @Test
  void floatPixelsReachFromMinusOneToOne() throws ModelException {
    // (204 - 127.5) / 127.5 = 0.6, (51 - 127.5) / 127.5 = -0.6
    double[] expected = softmax(0.6, -0.6, -1);
    int[] pixel = {204, 51, 0};
    assertClose(expected, classify(TinyModel.float32(), pixel), 1e-5);
    assertClose(expected, classify(TinyModel.float32().softmax(), pixel), 1e-5);
  }

  @Test
  void aNormalisationInTheMetadataIsKept() throws ModelException {
    TinyModel model =
        TinyModel.float32().normalisation(new float[] {0, 0, 51}, new float[] {255, 51, 255});
    assertClose(softmax(1, 4, 0), classify(model, 255, 204, 51), 1e-5);
  }

  @Test
  void floatScoresOfAQuantisedGraphAreLookedThrough() throws ModelException {
    double[] expected = softmax(4.5, -4.875, -4.875);
    int[] pixel = {200, 50, 50};
    assertClose(expected, classify(TinyModel.uint8().dequantised(), pixel), 1e-6);
    assertClose(expected, classify(TinyModel.uint8().softmax().dequantised(), pixel), 1 / 256.0);
  }

  @Test
  void scoresThatEndInLogisticStandForThemselves() throws ModelException {
    double sigmoid = 1 / (1 + Math.exp(-0.6));
    float[] probabilities = classify(TinyModel.float32().logistic(), 204, 204, 51);
    assertClose(new double[] {sigmoid, sigmoid, 1 - sigmoid}, probabilities, 1e-5);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4"})
  void theNumberOfThreadsChangesNoResult(int threads) throws ModelException {
    Path file = TinyModel.colours(folder.resolve("m.tflite"));
    try (Model model = Model.load(file);
        Classifier classifier = new Classifier(model, threads)) {
      fill(classifier.pixels(), RED);
      assertArrayEquals(classify(file, RED), classifier.classify());
    }
  }

  @Test
  void pixelsKeepTheirPlaceAndBytesBetweenCalls() throws ModelException {
    for (TinyModel tiny :
        new TinyModel[] {TinyModel.uint8(), TinyModel.int8(), TinyModel.float32()}) {
      try (Model model = Model.load(tiny.write(folder.resolve("m.tflite")));
          Classifier classifier = new Classifier(model, 1)) {
        ByteBuffer pixels = classifier.pixels();
        assertTrue(pixels.isDirect());
        assertEquals(8 * 8 * 3, pixels.capacity());
        fill(pixels, GREEN);
        float[] first = classifier.classify();
        assertEquals(0, pixels.position());
        assertArrayEquals(first, classifier.classify());
        fill(pixels, RED);
        assertEquals(first[1], classifier.classify()[0]);
      }
    }
  }

  @Test
  void aPictureThatGivesNoNumberIsAnError() throws ModelException {
    TinyModel tiny =
        TinyModel.float32().normalisation(new float[] {0}, new float[] {Float.MIN_VALUE});
    try (Model model = Model.load(tiny.write(folder.resolve("m.tflite")));
        Classifier classifier = new Classifier(model, 1)) {
      fill(classifier.pixels(), RED);
      ModelException e = assertThrows(ModelException.class, classifier::classify);
      assertTrue(e.getMessage().endsWith("gave a score that is not a number"), e.getMessage());
    }
  }

  @Test
  void aClosedClassifierRefusesWork() throws ModelException {
    try (Model model = Model.load(TinyModel.colours(folder.resolve("m.tflite")))) {
      Classifier classifier = new Classifier(model, 1);
      classifier.close();
      classifier.close();
      assertThrows(IllegalStateException.class, classifier::classify);
    }
  }

  @Test
  void aModelClosedUnderAClassifierStaysUntilItIsDone() throws ModelException {
    Model model = Model.load(TinyModel.colours(folder.resolve("m.tflite")));
    try (Classifier classifier = new Classifier(model, 1)) {
      model.close();
      model.close();
      fill(classifier.pixels(), RED);
      assertTrue(classifier.classify()[0] > 0.99);
      assertThrows(IllegalStateException.class, () -> new Classifier(model, 1));
    }
  }

  @Test
  void lessThanOneThreadIsRefused() throws ModelException {
    try (Model model = Model.load(TinyModel.colours(folder.resolve("m.tflite")))) {
      assertThrows(IllegalArgumentException.class, () -> new Classifier(model, 0));
    }
  }

  @Test
  void openingAndClosingLeavesNothingBehind() throws Exception {
    Path file = folder.resolve("m.tflite");
    // Big enough that one copy lost a turn would show: 300 turns x (input 0.8 MB + arena).
    TinyModel.uint8().inputShape(1, 512, 512, 3).write(file);
    for (int turn = 0; turn < 50; turn++) {
      classify(file, RED);
    }
    long before = residentBytes();
    for (int turn = 0; turn < 300; turn++) {
      classify(file, RED);
    }
    long grown = residentBytes() - before;
    assertTrue(grown < 32 << 20, "grown by " + grown + " bytes");
  }

  private static long residentBytes() throws Exception {
    try (Scanner statm = new Scanner(Path.of("/proc/self/statm"), StandardCharsets.US_ASCII)) {
      statm.nextLong();
      return 4096 * statm.nextLong();
    }
  }

  private float[] classify(TinyModel tiny, int... pixel) throws ModelException {
    return classify(tiny.write(folder.resolve("m.tflite")), pixel);
  }

  private static float[] classify(Path file, int... pixel) throws ModelException {
    try (Model model = Model.load(file);
        Classifier classifier = new Classifier(model, 1)) {
      fill(classifier.pixels(), pixel);
      return classifier.classify();
    }
  }

  private static void fill(ByteBuffer pixels, int[] pixel) {
    for (int i = 0; i < pixels.capacity(); i++) {
      pixels.put(i, (byte) pixel[i % 3]);
    }
  }

  private static double[] softmax(double... logits) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit);
    }
    double[] probabilities = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Math.exp(logits[i]) / sum;
    }
    return probabilities;
  }

  private static void assertClose(double[] expected, float[] actual, double tolerance) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], tolerance, "class " + i);
    }
  }
}
