package org.jkuiper.tflite;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Checks what TFLite takes on trust. Its FlatBuffer verifier makes sure that each offset stays in
 * the file, but not that the graph makes sense: an operator that names a tensor that is not there,
 * or writes to the model's own weights, makes it write outside its memory.
 *
 * <p>What remains unchecked is each operator's own business (its number of inputs, its options
 * against its shapes): there are two hundred of them, and they check themselves when they are
 * prepared.
 */
final class GraphVerifier {

  /** No edge box's classifier has a tensor of more elements; beyond, sizes overflow. */
  private static final long MAX_ELEMENTS = 1L << 28;

  private static final int MAX_TENSORS = 1 << 16;

  /** The element type uint8 of TFLite's schema. */
  private static final int UINT8 = 3;

  /** An operator's input that is left out. */
  private static final int OPTIONAL = -1;

  private final FlatTable graph;
  private final int tensors;

  /** The tensors that have a value before any operator has run: inputs, constants, state. */
  private final BitSet constant = new BitSet();

  private final BitSet written = new BitSet();

  private GraphVerifier(FlatTable graph) {
    this.graph = graph;
    this.tensors = graph.sizeAt(0);
  }

  /**
   * Checks each graph of a model.
   *
   * @throws ModelException where an index points nowhere, an operator reads what none before it has
   *     written, or two write the same
   * @throws IndexOutOfBoundsException where an offset leads out of the file
   */
  static void verify(FlatTable model) throws ModelException {
    for (FlatTable graph : model.tablesAt(2).limit(MAX_TENSORS).toList()) {
      GraphVerifier verifier = new GraphVerifier(graph);
      verifier.verifyTensors(model);
      verifier.verifyOperators(model);
    }
  }

  private void verifyTensors(FlatTable model) throws ModelException {
    require(tensors <= MAX_TENSORS, "it has " + tensors + " tensors");
    for (int i = 0; i < tensors; i++) {
      FlatTable tensor = graph.tableAt(0, i);
      long elements = 1;
      for (int side : tensor.intsAt(0)) {
        elements *= side;
        require(side >= 0 && elements <= MAX_ELEMENTS, "its tensor " + i + " is too large");
      }
      int buffer = tensor.intAt(2);
      require(buffer >= 0 && buffer < model.sizeAt(4), "its tensor " + i + " has no buffer");
      verifyQuantisation(tensor, i);
      boolean variable = tensor.byteAt(5) != 0;
      if (variable || model.tableAt(4, buffer).bytesAt(0).hasRemaining()) {
        constant.set(i);
      }
    }
  }

  /**
   * One scale for the whole tensor, or one for each slice along a dimension, which TFLite's kernels
   * rely on.
   */
  private void verifyQuantisation(FlatTable tensor, int index) throws ModelException {
    FlatTable quantisation = tensor.tableAt(4);
    if (quantisation == null) {
      return;
    }
    int scales = quantisation.floatsAt(2).length;
    int zeroPoints = quantisation.longsAt(3).length;
    int dimension = quantisation.intAt(6);
    int[] shape = tensor.intsAt(0);
    boolean fits =
        scales <= 1 || (dimension >= 0 && dimension < shape.length && shape[dimension] == scales);
    require(
        fits && (zeroPoints <= 1 || zeroPoints == scales),
        "its tensor " + index + " has a quantisation that does not fit its shape");
  }

  private void verifyOperators(FlatTable model) throws ModelException {
    for (int input : graph.intsAt(1)) {
      require(isTensor(input), "its input is no tensor");
      constant.set(input);
    }
    List<FlatTable> operators = graph.tablesAt(3).limit(MAX_TENSORS).toList();
    for (int i = 0; i < operators.size(); i++) {
      FlatTable operator = operators.get(i);
      int[] inputs = operator.intsAt(1);
      for (int input : inputs) {
        boolean ready = isTensor(input) && (constant.get(input) || written.get(input));
        require(
            input == OPTIONAL || ready,
            "its operator " + i + " reads what none before it has written");
      }
      int code = operator.intAt(0);
      require(code >= 0 && code < model.sizeAt(1), "its operator " + i + " has no code");
      int least = leastInputs(ModelGraph.code(model.tableAt(1, code)), inputs);
      boolean enough = Arrays.stream(inputs).limit(least).filter(this::isTensor).count() == least;
      require(enough, "its operator " + i + " has too few inputs");
      require(operator.intsAt(2).length > 0, "its operator " + i + " has no output");
      for (int output : operator.intsAt(2)) {
        boolean free = isTensor(output) && !constant.get(output) && !written.get(output);
        require(free, "its operator " + i + " writes where it must not");
        written.set(output);
      }
      for (int intermediate : operator.intsAt(8)) {
        require(
            isTensor(intermediate), "its operator " + i + " has an intermediate that is no tensor");
      }
    }
    for (int output : graph.intsAt(2)) {
      boolean ready = isTensor(output) && (constant.get(output) || written.get(output));
      require(ready, "its output is never written");
    }
  }

  /**
   * How many inputs an operator cannot do without. TFLite's kernels count their own, but its
   * XNNPACK delegate looks at some before, and the uint8 depthwise convolution reads a bias that is
   * not there.
   */
  private int leastInputs(int code, int[] inputs) {
    boolean bytes =
        inputs.length > 0 && isTensor(inputs[0]) && graph.tableAt(0, inputs[0]).byteAt(1) == UINT8;
    return switch (code) {
      case 4 -> bytes ? 3 : 2; // DEPTHWISE_CONV_2D
      // ADD, CONV_2D, FULLY_CONNECTED, MUL, RESIZE_BILINEAR, PAD, GATHER
      case 0, 3, 9, 18, 23, 34, 36 -> 2;
      // TRANSPOSE, MEAN, SUB, DIV, TOPK_V2, SPLIT, PRELU, MAXIMUM, ARG_MAX, MINIMUM
      case 39, 40, 41, 42, 48, 49, 54, 55, 56, 57 -> 2;
      // TILE, EXPAND_DIMS, SUM, POW, REDUCE_PROD, REDUCE_MAX, REDUCE_MIN, FILL
      case 69, 70, 74, 78, 81, 82, 89, 94 -> 2;
      // RESIZE_NEAREST_NEIGHBOR, SQUARED_DIFFERENCE, MIRROR_PAD, REVERSE_V2, BATCH_MATMUL,
      // BROADCAST_TO
      case 97, 99, 100, 105, 126, 130 -> 2;
      // BATCH_TO_SPACE_ND, SPACE_TO_BATCH_ND, PADV2, SELECT, SLICE, TRANSPOSE_CONV, SPLIT_V,
      // SELECT_V2
      case 37, 38, 60, 64, 65, 67, 102, 123 -> 3;
      // STRIDED_SLICE, SPARSE_TO_DENSE, ONE_HOT
      case 45, 68, 85 -> 4;
      default -> 1;
    };
  }

  private boolean isTensor(int index) {
    return index >= 0 && index < tensors;
  }

  private static void require(boolean condition, String otherwise) throws ModelException {
    if (!condition) {
      throw new ModelException(otherwise);
    }
  }
}
