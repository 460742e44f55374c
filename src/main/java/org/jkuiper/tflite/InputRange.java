package org.jkuiper.tflite;

import static org.bytedeco.tensorflowlite.global.tensorflowlite.*;
import static org.jkuiper.tflite.Schema.OPERATOR_INPUTS;
import static org.jkuiper.tflite.Schema.OPERATOR_OUTPUTS;

import java.util.List;
import java.util.Optional;
import org.jkuiper.tflite.ModelMetadata.Normalisation;

/**
 * Finds out which values a float model wants for black and white, from the constants that its graph
 * begins with. For example, a graph that multiplies by 1/255 takes 0 to 255, and one that
 * multiplies by 2 and subtracts 1 takes 0 to 1.
 */
final class InputRange {

  private static final int MAX_STEPS = 32;

  private static final Normalisation BYTES = new Normalisation(List.of(0f), List.of(1f));
  private static final Normalisation UNIT = new Normalisation(List.of(0f), List.of(255f));

  /** The most usual comes first. */
  private static final List<Normalisation> CANDIDATES = List.of(BYTES, UNIT, Normalisation.DEFAULT);

  /** What black and white usually become: the least and the most of black, then of white. */
  private static final float[][] USUAL = {
    {-0.02f, 0.02f, 0.98f, 1.02f}, // 0 to 1
    {-1.02f, -0.98f, 0.98f, 1.02f}, // -1 to 1
    {-0.65f, -0.35f, 0.35f, 0.65f}, // 0 to 1 less its mean
    {-2.6f, -1.6f, 1.6f, 3.2f}, // ImageNet's mean and standard deviation
    {-140, -90, 110, 165}, // bytes less their mean
    {-2, 2, 253, 257} // bytes
  };

  private InputRange() {}

  /**
   * Follows the graph from its input as long as it only moves values or scales all of them by
   * constants.
   *
   * @return empty if the graph does not tell
   */
  static Optional<Normalisation> of(Graph graph, int input) {
    int tensor = input;
    double factor = 1;
    double offset = 0;
    for (int step = 0; step < MAX_STEPS; step++) {
      FlatTable operator = graph.consumer(tensor);
      if (operator == null) {
        break;
      }
      int[] inputs = operator.intsAt(OPERATOR_INPUTS);
      int code = graph.code(operator);
      if (code == kTfLiteBuiltinQuantize) {
        return ofQuantised(graph, operator, factor, offset);
      }
      if (isArithmetic(code) && inputs.length == 2) {
        boolean second = inputs[0] == tensor;
        float[] values = graph.constant(inputs[second ? 1 : 0]);
        if (values == null || values.length == 0 || (code == kTfLiteBuiltinDiv && !second)) {
          break;
        }
        // The mean of three channels' constants is near enough to tell a range.
        double value = 0;
        for (float one : values) {
          value += one / values.length;
        }
        switch (code) {
          case kTfLiteBuiltinMul, kTfLiteBuiltinDiv -> {
            double by = code == kTfLiteBuiltinMul ? value : 1 / value;
            factor *= by;
            offset *= by;
          }
          case kTfLiteBuiltinAdd -> offset += value;
          default -> {
            factor = second ? factor : -factor;
            offset = second ? offset - value : value - offset;
          }
        }
      } else if (!isMove(code)) {
        break;
      }
      tensor = operator.intsAt(OPERATOR_OUTPUTS)[0];
    }
    if (Math.abs(factor - 1) < 1e-6 && Math.abs(offset) < 1e-6) {
      return Optional.empty();
    }
    return matching(factor, offset, USUAL);
  }

  private static boolean isArithmetic(int code) {
    return code == kTfLiteBuiltinMul
        || code == kTfLiteBuiltinAdd
        || code == kTfLiteBuiltinSub
        || code == kTfLiteBuiltinDiv;
  }

  private static boolean isMove(int code) {
    return switch (code) {
      case kTfLiteBuiltinCast,
          kTfLiteBuiltinDequantize,
          kTfLiteBuiltinReshape,
          kTfLiteBuiltinTranspose,
          kTfLiteBuiltinPad,
          kTfLiteBuiltinPadv2,
          kTfLiteBuiltinMirrorPad,
          kTfLiteBuiltinSqueeze,
          kTfLiteBuiltinExpandDims,
          kTfLiteBuiltinTile,
          kTfLiteBuiltinResizeBilinear,
          kTfLiteBuiltinResizeNearestNeighbor,
          kTfLiteBuiltinReverseV2,
          kTfLiteBuiltinStridedSlice,
          kTfLiteBuiltinSlice ->
          true;
      default -> false;
    };
  }

  private static Optional<Normalisation> matching(double factor, double offset, float[][] usual) {
    for (Normalisation candidate : CANDIDATES) {
      double black = factor * candidate.real(0, 0) + offset;
      double white = factor * candidate.real(255, 0) + offset;
      for (float[] range : usual) {
        if (black >= range[0] && black <= range[1] && white >= range[2] && white <= range[3]) {
          return Optional.of(candidate);
        }
      }
    }
    // No range fits. But if the graph scales its input down so that 255 steps make a usual span, it
    // takes bytes.
    double span = 255 * Math.abs(factor);
    return span > 0.3 && span < 30 ? Optional.of(BYTES) : Optional.empty();
  }

  /** The range of a quantised tensor was fitted to pictures, so black lies at its lower end. */
  private static Optional<Normalisation> ofQuantised(
      Graph graph, FlatTable operator, double factor, double offset) {
    Tensor tensor;
    try {
      tensor = Tensor.read(graph.tensor(operator.intsAt(OPERATOR_OUTPUTS)[0]), "");
    } catch (ModelException e) {
      return Optional.empty();
    }
    if (tensor.type() == Tensor.Type.FLOAT32 || tensor.scale() == 0) {
      return Optional.empty();
    }
    float low = tensor.real(tensor.type().min);
    float high = tensor.real(tensor.type().max);
    float slack = 0.03f * (high - low);
    float[][] range = {{low - slack, low + slack, high - slack, high + slack}};
    Optional<Normalisation> usual = matching(factor, offset, range);
    if (usual.isPresent() || factor == 0) {
      return usual;
    }
    float std = (float) (255 * factor / (high - low));
    float mean = (float) (-(low - offset) / factor) * std;
    return Optional.of(new Normalisation(List.of(mean), List.of(std)));
  }
}
