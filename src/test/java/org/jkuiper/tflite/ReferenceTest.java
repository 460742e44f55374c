package org.jkuiper.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jkuiper.NeedsShared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real models give what Python gives for the same pixels: the default model, and shared ones. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ReferenceTest {

  /**
   * One step of the stored score: 1/256 of a probability; of a logit 0.0989, which moves a
   * probability p by at most 0.0989 p (1 - p) &lt; 0.025.
   */
  @Test
  void theDefaultModelsFiveBestAreThoseOfPython() throws Exception {
    // A step of its stored logits is 0.0616, which moves a probability p by at most 0.0616 p (1 -
    // p).
    theFiveBestAreThoseOfPython("efficientnet_lite0_int8", 224, 0.0155, false);
  }

  @Test
  void theDefaultModelsGraphTellsThatItGivesLogitsSoNoneIsTried() throws Exception {
    try (Model model = Model.load(Reference.model("efficientnet_lite0_int8"))) {
      assertEquals(Optional.of(Activation.SOFTMAX), model.activation());
    }
  }

  @ParameterizedTest
  @NeedsShared
  @CsvSource({
    "mobilenet_v2_1.0_224_quant, 224, 0.025, false",
    "mobilenet_v1_0.75_192_quant, 192, 0.00391, true",
    "mobilenet_v1_0.25_128_quant, 128, 0.00391, true",
    "mobilenet_v1_0.25_224_1_metadata_1, 224, 0.001, true"
  })
  void theFiveBestAreThoseOfPython(String name, int side, double tolerance, boolean labelled)
      throws Exception {
    try (Model model = Model.load(Reference.model(name));
        Classifier classifier = new Classifier(model, 2)) {
      assertEquals(side, model.inputWidth());
      assertEquals(side, model.inputHeight());
      assertEquals(1001, model.classes());
      assertEquals(
          labelled ? Optional.of("background") : Optional.empty(),
          model.labels().map(l -> l.get(0)));
      fillWithPattern(classifier.pixels(), side);
      float[] probabilities = classifier.classify();
      double sum = 0;
      for (float probability : probabilities) {
        sum += probability;
      }
      // Stored in steps of 1/256, a thousand small probabilities go down to 0.
      assertTrue(sum > 0.8 && sum < 1.05, "sum " + sum);
      for (Reference.Scored scored : Reference.of(name).pattern()) {
        assertEquals(
            scored.probability(),
            probabilities[scored.index()],
            tolerance,
            "class " + scored.index());
      }
    }
  }

  @Test
  void inferenceHasXnnpackBehindIt() throws Exception {
    // 5 to 9 ms with it, 21 and more without; the least of 20 leaves a busy machine out of it.
    try (Model model = Model.load(Reference.model("efficientnet_lite0_int8"));
        Classifier classifier = new Classifier(model, 1)) {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 20; i++) {
        long start = System.nanoTime();
        classifier.classify();
        least = Math.min(least, System.nanoTime() - start);
      }
      assertTrue(least < TimeUnit.MILLISECONDS.toNanos(15), least + " ns");
    }
  }

  private static void fillWithPattern(ByteBuffer pixels, int side) {
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        for (int c = 0; c < 3; c++) {
          pixels.put(3 * (y * side + x) + c, (byte) (7 * x + 13 * y + 50 * c));
        }
      }
    }
  }
}
