package org.jkuiper.tflite;

import static org.bytedeco.tensorflowlite.global.tensorflowlite.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores become probabilities once, by whatever makes them so. */
class ActivationTest {
  private static final float[] RED = {1, 0, 0};
  private static final float[] GREEN = {0, 1, 0};
  private static final float[] BLUE = {0, 0, 1};

  /** Red's channel is 0.8 in a graph that takes 0 to 1; green's and blue's are 0. */
  private static final float[] SOFTMAX = softmax(0.8, 0, 0);

  private static final Optional<Activation> UNTOLD = Optional.empty();

  @TempDir private Path folder;
  private final TinyGraph graph = new TinyGraph();
  private int means;
  private int logits;

  @BeforeEach
  void threeLogits() {
    means = graph.means(graph.input(TinyGraph.FLOAT32, 1, 4, 4, 3));
    logits = graph.dense(means, RED, GREEN, BLUE);
  }

  private static float[] softmax(double... values) {
    double sum = 0;
    for (double value : values) {
      sum += Math.exp(value);
    }
    float[] shares = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      shares[i] = (float) (Math.exp(values[i]) / sum);
    }
    return shares;
  }

  private static float sigmoid(double value) {
    return (float) (1 / (1 + Math.exp(-value)));
  }

  /** The graph that ends in this tensor says so of it, and gives these scores for red 204. */
  private void assertScores(int output, Optional<Activation> told, float... expected)
      throws ModelException {
    assertScores(output, Optional.empty(), told, expected);
  }

  private void assertScores(
      int output, Optional<Activation> set, Optional<Activation> told, float... expected)
      throws ModelException {
    Path file = graph.outputs(output).write(folder.resolve("m.tflite"));
    ModelSettings settings = new ModelSettings(List.of(0f), List.of(255f), set, Optional.empty());
    try (Model model = Model.load(file, settings);
        Classifier classifier = new Classifier(model, 1)) {
      assertEquals(told, model.activation());
      for (int i = 0; i < classifier.pixels().capacity(); i += 3) {
        classifier.pixels().put(i, (byte) 204);
      }
      assertArrayEquals(expected, classifier.classify(), 1e-4f);
    }
  }

  @Test
  void weightsAtTheEndAreLogits() throws ModelException {
    assertScores(logits, Optional.of(Activation.SOFTMAX), SOFTMAX);
  }

  @Test
  void aSoftmaxIsNotRepeated() throws ModelException {
    int softmax = graph.apply(kTfLiteBuiltinSoftmax, logits);
    assertScores(softmax, Optional.of(Activation.NONE), SOFTMAX);
  }

  @Test
  void aSoftmaxTimesOneIsNotRepeated() throws ModelException {
    int softmax = graph.apply(kTfLiteBuiltinSoftmax, logits);
    int times = graph.apply(kTfLiteBuiltinMul, softmax, graph.constant(1f));
    assertScores(
        graph.apply(kTfLiteBuiltinAdd, times, graph.constant(0f)),
        Optional.of(Activation.NONE),
        SOFTMAX);
  }

  @Test
  void aSoftmaxInPartsIsNotRepeated() throws ModelException {
    int powers = graph.apply(kTfLiteBuiltinExp, logits);
    int sum =
        graph.apply(
            kTfLiteBuiltinSum, TinyGraph.FLOAT32, 0, 0, new int[] {1}, powers, graph.constant(1));
    assertScores(
        graph.apply(kTfLiteBuiltinDiv, powers, sum), Optional.of(Activation.NONE), SOFTMAX);
  }

  @Test
  void logitsThatAreScaledAreTried() throws ModelException {
    int twice = graph.apply(kTfLiteBuiltinMul, logits, graph.constant(2f));
    assertScores(twice, UNTOLD, softmax(1.6, 0, 0));
  }

  @Test
  void aLogSoftmaxBecomesProbabilities() throws ModelException {
    int logarithms = graph.apply(kTfLiteBuiltinLogSoftmax, logits);
    assertScores(logarithms, Optional.of(Activation.SOFTMAX), SOFTMAX);
  }

  @Test
  void whatTheGraphDoesNotTellIsTriedAndProbabilitiesStay() throws ModelException {
    // A softmax that MAXIMUM hides.
    int softmax = graph.apply(kTfLiteBuiltinSoftmax, logits);
    int hidden = graph.apply(kTfLiteBuiltinMaximum, softmax, graph.constant(0f));
    assertScores(hidden, UNTOLD, SOFTMAX);
  }

  @Test
  void whatTheGraphDoesNotTellIsTriedAndLogitsGetASoftmax() throws ModelException {
    // Black gives 0, 0, 0, which are no shares; white gives 1, 1, 1.
    int hidden = graph.apply(kTfLiteBuiltinMaximum, logits, graph.constant(-9f));
    assertScores(hidden, UNTOLD, SOFTMAX);
  }

  @Test
  void aSingleLogitIsASigmoid() throws ModelException {
    int one = graph.dense(means, new float[] {2, 0, 0});
    assertScores(one, Optional.of(Activation.SIGMOID), sigmoid(1.6));
  }

  @Test
  void aSingleSigmoidIsNotRepeated() throws ModelException {
    int one = graph.dense(means, new float[] {2, 0, 0});
    int probability = graph.apply(kTfLiteBuiltinLogistic, one);
    assertScores(probability, Optional.of(Activation.NONE), sigmoid(1.6));
  }

  @Test
  void aSettingWinsOverTheGraph() throws ModelException {
    Optional<Activation> sigmoid = Optional.of(Activation.SIGMOID);
    assertScores(logits, sigmoid, sigmoid, sigmoid(0.8), 0.5f, 0.5f);
  }

  @Test
  void noneLeavesLogitsAsTheyAre() throws ModelException {
    Optional<Activation> none = Optional.of(Activation.NONE);
    assertScores(logits, none, none, 0.8f, 0, 0);
  }

  @Test
  void softmaxMakesSharesOfProbabilitiesIfItIsDemanded() throws ModelException {
    Optional<Activation> softmax = Optional.of(Activation.SOFTMAX);
    int shares = graph.apply(kTfLiteBuiltinSoftmax, logits);
    assertScores(shares, softmax, softmax, softmax(SOFTMAX[0], SOFTMAX[1], SOFTMAX[2]));
  }
}
