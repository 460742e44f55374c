package org.jkuiper.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real models give what Python gives for the same pixels. */
@EnabledIf("org.jkuiper.tflite.Reference#isSharedPresent")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ReferenceTest {

  /**
   * One step of the stored score: 1/256 of a probability; of a logit 0.0989, which moves a
   * probability p by at most 0.0989 p (1 - p) &lt; 0.025.
   */
  @ParameterizedTest
  @CsvSource({
    "mobilenet_v2_1.0_224_quant, 224, 0.025, false",
    "mobilenet_v1_0.75_192_quant, 192, 0.00391, true",
    "mobilenet_v1_0.25_128_quant, 128, 0.00391, true",
    "mobilenet_v1_0.25_224_1_metadata_1, 224, 0.001, true"
  })
  void theFiveBestAreThoseOfPython(String name, int side, double tolerance, boolean labelled)
      throws Exception {
    Path file = Reference.shared().resolve("models").resolve(name + ".tflite");
    try (Model model = Model.load(file);
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

  @ParameterizedTest
  @CsvSource({"mobilenet_v2_1.0_224_quant, 15"})
  void inferenceHasXnnpackBehindIt(String name, long limitMillis) throws Exception {
    // 2 to 4 ms with it, 32 without; the least of 20 leaves a busy machine out of it.
    try (Model model = Model.load(Reference.shared().resolve("models").resolve(name + ".tflite"));
        Classifier classifier = new Classifier(model, 1)) {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 20; i++) {
        long start = System.nanoTime();
        classifier.classify();
        least = Math.min(least, System.nanoTime() - start);
      }
      assertTrue(least < TimeUnit.MILLISECONDS.toNanos(limitMillis), least + " ns");
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
