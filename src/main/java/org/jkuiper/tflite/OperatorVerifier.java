package org.jkuiper.tflite;

import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinAdd;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinArgMax;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinArgMin;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinAssignVariable;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinAveragePool2d;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinBatchMatmul;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinBatchToSpaceNd;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinBroadcastTo;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinCall;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinCallOnce;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinConv2d;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinDepthwiseConv2d;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinDiv;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinDynamicUpdateSlice;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinEqual;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinExpandDims;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinFill;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinFloorDiv;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinFloorMod;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinFullyConnected;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinGather;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinGatherNd;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinGreater;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinGreaterEqual;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinHashtable;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinHashtableImport;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinLess;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinLessEqual;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinMaxPool2d;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinMaximum;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinMean;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinMinimum;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinMirrorPad;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinMul;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinNotEqual;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinOneHot;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinPad;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinPadv2;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinPow;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinPrelu;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinReduceMax;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinReduceMin;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinReduceProd;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinResizeBilinear;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinResizeNearestNeighbor;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinReverseV2;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinSelect;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinSelectV2;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinSlice;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinSpaceToBatchNd;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinSparseToDense;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinSplit;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinSplitV;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinSquaredDifference;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinStablehloComposite;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinStablehloIota;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinStridedSlice;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinSub;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinSum;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinTile;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinTopkV2;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinTranspose;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinTransposeConv;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinVarHandle;
import static org.jkuiper.tflite.Schema.INT16;
import static org.jkuiper.tflite.Schema.INT8;
import static org.jkuiper.tflite.Schema.OPERATOR_BUILTIN_OPTIONS;
import static org.jkuiper.tflite.Schema.OPERATOR_INPUTS;
import static org.jkuiper.tflite.Schema.OPERATOR_OUTPUTS;
import static org.jkuiper.tflite.Schema.POOL_2D_FILTER_HEIGHT;
import static org.jkuiper.tflite.Schema.POOL_2D_FILTER_WIDTH;
import static org.jkuiper.tflite.Schema.QUANTIZATION_SCALE;
import static org.jkuiper.tflite.Schema.SUBGRAPH_TENSORS;
import static org.jkuiper.tflite.Schema.TENSOR_QUANTIZATION;
import static org.jkuiper.tflite.Schema.TENSOR_SHAPE;
import static org.jkuiper.tflite.Schema.TENSOR_TYPE;
import static org.jkuiper.tflite.Schema.UINT8;

/**
 * Checks in single operators what TFLite 2.21 does not check. Each check was found by mutated
 * models that made TFLite read or write outside its memory. There may be more such faults, so a
 * model from a stranger deserves a process of its own.
 */
final class OperatorVerifier {

  /**
   * By how much a padded window may exceed its input, such as 7 x 7 over a last feature map of 1 x
   * 1.
   */
  private static final int WINDOW_MARGIN = 8;

  private OperatorVerifier() {}

  /**
   * Looks at one operator. The indices of its tensors are known to be good, or -1 (left out).
   *
   * @param code what it does: a BuiltinOperator of TFLite's schema
   * @return what is wrong, or an empty text
   */
  static String broken(FlatTable graph, FlatTable operator, int code) {
    int[] inputs = operator.intsAt(OPERATOR_INPUTS);
    for (int i = 0; i < leastInputs(code); i++) {
      if (i >= inputs.length || inputs[i] < 0) {
        return "has too few inputs";
      }
    }
    if (code == kTfLiteBuiltinDepthwiseConv2d && !isDepthwiseConvolution(graph, inputs)) {
      return "has a filter or bias that does not fit its input";
    }
    if ((code == kTfLiteBuiltinAdd || code == kTfLiteBuiltinSub)
        && !isWithinScale(graph, inputs, operator.intsAt(OPERATOR_OUTPUTS))) {
      return "has an output that is too fine for its inputs";
    }
    if ((code == kTfLiteBuiltinAveragePool2d || code == kTfLiteBuiltinMaxPool2d)
        && !isPool(graph, operator, inputs)) {
      return "pools a window that is larger than its input";
    }
    return "";
  }

  /** Whether an operator may write nothing, since it acts on a variable or a table. */
  static boolean isStatement(int code) {
    return code == kTfLiteBuiltinCallOnce
        || code == kTfLiteBuiltinAssignVariable
        || code == kTfLiteBuiltinHashtableImport;
  }

  /**
   * How many inputs an operator cannot do without. TFLite's kernels count their inputs themselves,
   * but its XNNPACK delegate looks at some before that.
   */
  private static int leastInputs(int code) {
    return switch (code) {
      case kTfLiteBuiltinAdd,
          kTfLiteBuiltinConv2d,
          kTfLiteBuiltinDepthwiseConv2d,
          kTfLiteBuiltinFullyConnected,
          kTfLiteBuiltinMul,
          kTfLiteBuiltinResizeBilinear,
          kTfLiteBuiltinPad,
          kTfLiteBuiltinGather,
          kTfLiteBuiltinTranspose,
          kTfLiteBuiltinMean,
          kTfLiteBuiltinSub,
          kTfLiteBuiltinDiv,
          kTfLiteBuiltinTopkV2,
          kTfLiteBuiltinSplit,
          kTfLiteBuiltinPrelu,
          kTfLiteBuiltinMaximum,
          kTfLiteBuiltinArgMax,
          kTfLiteBuiltinMinimum,
          kTfLiteBuiltinLess,
          kTfLiteBuiltinGreater,
          kTfLiteBuiltinGreaterEqual,
          kTfLiteBuiltinLessEqual,
          kTfLiteBuiltinEqual,
          kTfLiteBuiltinNotEqual,
          kTfLiteBuiltinTile,
          kTfLiteBuiltinExpandDims,
          kTfLiteBuiltinSum,
          kTfLiteBuiltinPow,
          kTfLiteBuiltinArgMin,
          kTfLiteBuiltinReduceProd,
          kTfLiteBuiltinReduceMax,
          kTfLiteBuiltinReduceMin,
          kTfLiteBuiltinFloorDiv,
          kTfLiteBuiltinFill,
          kTfLiteBuiltinFloorMod,
          kTfLiteBuiltinResizeNearestNeighbor,
          kTfLiteBuiltinSquaredDifference,
          kTfLiteBuiltinMirrorPad,
          kTfLiteBuiltinReverseV2,
          kTfLiteBuiltinGatherNd,
          kTfLiteBuiltinBatchMatmul,
          kTfLiteBuiltinBroadcastTo,
          kTfLiteBuiltinAssignVariable ->
          2;
      case kTfLiteBuiltinBatchToSpaceNd,
          kTfLiteBuiltinSpaceToBatchNd,
          kTfLiteBuiltinPadv2,
          kTfLiteBuiltinSelect,
          kTfLiteBuiltinSlice,
          kTfLiteBuiltinTransposeConv,
          kTfLiteBuiltinSplitV,
          kTfLiteBuiltinSelectV2,
          kTfLiteBuiltinDynamicUpdateSlice ->
          3;
      case kTfLiteBuiltinStridedSlice, kTfLiteBuiltinSparseToDense, kTfLiteBuiltinOneHot -> 4;
      case kTfLiteBuiltinCallOnce,
          kTfLiteBuiltinHashtable,
          kTfLiteBuiltinVarHandle,
          kTfLiteBuiltinStablehloIota,
          kTfLiteBuiltinCall,
          kTfLiteBuiltinStablehloComposite ->
          0;
      default -> 1;
    };
  }

  /**
   * Whether the filter is [1, h, w, n * channels] and the bias [n * channels]. The uint8 kernel
   * cannot do without a bias.
   */
  private static boolean isDepthwiseConvolution(FlatTable graph, int[] inputs) {
    FlatTable picture = graph.tableAt(SUBGRAPH_TENSORS, inputs[0]);
    int[] shape = picture.intsAt(TENSOR_SHAPE);
    int[] filter = graph.tableAt(SUBGRAPH_TENSORS, inputs[1]).intsAt(TENSOR_SHAPE);
    if (shape.length != 4
        || filter.length != 4
        || filter[0] != 1
        || shape[3] < 1
        || filter[3] % shape[3] != 0) {
      return false;
    }
    if (inputs.length < 3 || inputs[2] < 0) {
      return picture.byteAt(TENSOR_TYPE) != UINT8;
    }
    return isVector(graph.tableAt(SUBGRAPH_TENSORS, inputs[2]).intsAt(TENSOR_SHAPE), filter[3]);
  }

  /**
   * Whether the last dimension has all the {@code elements}: writers give [n], but also [1, 1, 1,
   * n].
   */
  private static boolean isVector(int[] shape, int elements) {
    long product = 1;
    for (int side : shape) {
      product *= side;
    }
    return product == elements && shape.length > 0 && shape[shape.length - 1] == elements;
  }

  /** Whether the scales of a quantised sum suit each other. If not, TFLite aborts the process. */
  private static boolean isWithinScale(FlatTable graph, int[] inputs, int[] outputs) {
    // The kernel gives the sum the second input's type, whatever the file says.
    int type = graph.tableAt(SUBGRAPH_TENSORS, inputs[1]).byteAt(TENSOR_TYPE);
    if (type != UINT8 && type != INT8 && type != INT16) {
      return true;
    }
    float first = scale(graph.tableAt(SUBGRAPH_TENSORS, inputs[0]));
    float second = scale(graph.tableAt(SUBGRAPH_TENSORS, inputs[1]));
    float limit =
        scale(graph.tableAt(SUBGRAPH_TENSORS, outputs[0])) * (1 << (type == INT16 ? 15 : 20));
    return first > 0 && second > 0 && 2 * Math.max(first, second) < limit;
  }

  private static float scale(FlatTable tensor) {
    FlatTable quantisation = tensor.tableAt(TENSOR_QUANTIZATION);
    float[] scales =
        quantisation == null ? new float[0] : quantisation.floatsAt(QUANTIZATION_SCALE);
    return scales.length == 0 ? 0 : scales[0];
  }

  /**
   * Whether the window of a pool is not too large. XNNPACK takes memory for each pixel of the
   * window at each place, which may be gigabytes.
   */
  private static boolean isPool(FlatTable graph, FlatTable operator, int[] inputs) {
    int[] shape = graph.tableAt(SUBGRAPH_TENSORS, inputs[0]).intsAt(TENSOR_SHAPE);
    FlatTable options = operator.tableAt(OPERATOR_BUILTIN_OPTIONS);
    return options != null
        && shape.length == 4
        && options.intAt(POOL_2D_FILTER_HEIGHT) <= shape[1] + WINDOW_MARGIN
        && options.intAt(POOL_2D_FILTER_WIDTH) <= shape[2] + WINDOW_MARGIN;
  }
}
