package org.jkuiper.tflite;

import static org.bytedeco.tensorflowlite.global.tensorflowlite.*;
import static org.jkuiper.tflite.Schema.OPERATOR_INPUTS;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out from a graph whether its scores are probabilities, or else what makes them so. */
final class ActivationOfGraph {

  /** No model ends in more operators than this that keep the meaning of its scores. */
  private static final int MAX_STEPS = 32;

  private ActivationOfGraph() {}

  /**
   * Walks back from the output to the operator that made the scores what they are.
   *
   * @return empty if the graph does not tell
   */
  static Optional<Activation> of(Graph graph, int output, int classes) {
    int tensor = output;
    for (int step = 0; step < MAX_STEPS; step++) {
      FlatTable operator = graph.producer(tensor);
      if (operator == null) {
        return Optional.empty();
      }
      int[] inputs = operator.intsAt(OPERATOR_INPUTS);
      int code = graph.code(operator);
      switch (code) {
        case kTfLiteBuiltinSoftmax, kTfLiteBuiltinLogistic, kTfLiteBuiltinStablehloLogistic -> {
          return Optional.of(Activation.NONE);
        }
        case kTfLiteBuiltinLogSoftmax -> {
          return Optional.of(Activation.SOFTMAX);
        }
        case kTfLiteBuiltinFullyConnected,
            kTfLiteBuiltinConv2d,
            kTfLiteBuiltinDepthwiseConv2d,
            kTfLiteBuiltinBatchMatmul -> {
          return Optional.of(Activation.ofLogits(classes));
        }
        case kTfLiteBuiltinDequantize,
            kTfLiteBuiltinQuantize,
            kTfLiteBuiltinReshape,
            kTfLiteBuiltinSqueeze,
            kTfLiteBuiltinExpandDims,
            kTfLiteBuiltinCast,
            kTfLiteBuiltinTranspose,
            kTfLiteBuiltinMean,
            kTfLiteBuiltinAveragePool2d ->
            tensor = inputs[0];
        case kTfLiteBuiltinMul, kTfLiteBuiltinDiv -> {
          if (code == kTfLiteBuiltinDiv && isShareOfSum(graph, inputs)) {
            return Optional.of(Activation.NONE);
          }
          tensor = beside(graph, inputs, 1);
        }
        case kTfLiteBuiltinAdd, kTfLiteBuiltinSub -> tensor = beside(graph, inputs, 0);
        default -> {
          return Optional.empty();
        }
      }
      if (tensor < 0) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** x / sum(x), the end of a softmax that a converter took apart. */
  private static boolean isShareOfSum(Graph graph, int[] inputs) {
    @Nullable FlatTable divisor = graph.producer(inputs[1]);
    return divisor != null
        && graph.code(divisor) == kTfLiteBuiltinSum
        && divisor.intsAt(OPERATOR_INPUTS)[0] == inputs[0];
  }

  /**
   * Returns one of two inputs if the other is a constant and each value of it is {@code neutral};
   * else -1.
   */
  private static int beside(Graph graph, int[] inputs, float neutral) {
    for (int i = 1; i >= 0; i--) {
      float[] constant = graph.constant(inputs[i]);
      if (constant != null) {
        for (float value : constant) {
          if (value != neutral) {
            return -1;
          }
        }
        return inputs[1 - i];
      }
    }
    return -1;
  }
}
