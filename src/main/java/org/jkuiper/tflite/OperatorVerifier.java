package org.jkuiper.tflite;

import java.util.Arrays;

/**
 * Checks of single operators that TFLite 2.21 lacks. Each was found by mutated models that made it
 * read or write outside its memory; more may be, so a model from a stranger deserves a process of
 * its own.
 */
final class OperatorVerifier {

  /** The element type uint8 of TFLite's schema. */
  private static final int UINT8 = 3;

  private static final int DEPTHWISE_CONV_2D = 4;

  private OperatorVerifier() {}

  /**
   * Looks at one operator, whose tensors' indices are known to be good or -1 (left out).
   *
   * @param code what it does: a BuiltinOperator of TFLite's schema
   * @return what is wrong, or nothing
   */
  static String broken(FlatTable graph, FlatTable operator, int code) {
    int[] inputs = operator.intsAt(1);
    for (int i = 0; i < leastInputs(code); i++) {
      if (i >= inputs.length || inputs[i] < 0) {
        return "has too few inputs";
      }
    }
    if (code == DEPTHWISE_CONV_2D && !isDepthwiseConvolution(graph, inputs)) {
      return "has a filter or bias that does not fit its input";
    }
    return "";
  }

  /**
   * How many inputs an operator cannot do without. TFLite's kernels count their own, but its
   * XNNPACK delegate looks at some before.
   */
  private static int leastInputs(int code) {
    return switch (code) {
      // ADD, CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED, MUL, RESIZE_BILINEAR, PAD, GATHER
      case 0, 3, 4, 9, 18, 23, 34, 36 -> 2;
      // TRANSPOSE, MEAN, SUB, DIV, TOPK_V2, SPLIT, PRELU, MAXIMUM, ARG_MAX, MINIMUM
      case 39, 40, 41, 42, 48, 49, 54, 55, 56, 57 -> 2;
      // LESS, GREATER, GREATER_EQUAL, LESS_EQUAL, EQUAL, NOT_EQUAL
      case 58, 61, 62, 63, 71, 72 -> 2;
      // TILE, EXPAND_DIMS, SUM, POW, ARG_MIN, REDUCE_PROD, REDUCE_MAX, REDUCE_MIN
      case 69, 70, 74, 78, 79, 81, 82, 89 -> 2;
      // FLOOR_DIV, FILL, FLOOR_MOD, RESIZE_NEAREST_NEIGHBOR, SQUARED_DIFFERENCE, MIRROR_PAD
      case 90, 94, 95, 97, 99, 100 -> 2;
      // REVERSE_V2, GATHER_ND, BATCH_MATMUL, BROADCAST_TO, ASSIGN_VARIABLE
      case 105, 107, 126, 130, 144 -> 2;
      // BATCH_TO_SPACE_ND, SPACE_TO_BATCH_ND, PADV2, SELECT, SLICE, TRANSPOSE_CONV
      case 37, 38, 60, 64, 65, 67 -> 3;
      // SPLIT_V, SELECT_V2, DYNAMIC_UPDATE_SLICE
      case 102, 123, 151 -> 3;
      // STRIDED_SLICE, SPARSE_TO_DENSE, ONE_HOT
      case 45, 68, 85 -> 4;
      default -> 1;
    };
  }

  /**
   * Filter [1, h, w, n * channels], bias [n * channels], which the uint8 kernel cannot do without.
   */
  private static boolean isDepthwiseConvolution(FlatTable graph, int[] inputs) {
    FlatTable picture = graph.tableAt(0, inputs[0]);
    int[] shape = picture.intsAt(0);
    int[] filter = graph.tableAt(0, inputs[1]).intsAt(0);
    if (shape.length != 4
        || filter.length != 4
        || filter[0] != 1
        || shape[3] < 1
        || filter[3] % shape[3] != 0) {
      return false;
    }
    if (inputs.length < 3 || inputs[2] < 0) {
      return picture.byteAt(1) != UINT8;
    }
    return Arrays.equals(graph.tableAt(0, inputs[2]).intsAt(0), new int[] {filter[3]});
  }
}
