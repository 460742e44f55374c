package org.jkuiper.tflite;

import java.util.BitSet;
import java.util.List;

/**
 * Checks what TFLite takes on trust. Its FlatBuffer verifier makes sure that each offset stays in
 * the file, but not that the graph makes sense: an operator that names a tensor that is not there,
 * or writes to the model's own weights, makes it write outside its memory.
 *
 * <p>What an operator makes of its inputs is its own business, and most check it themselves; {@link
 * OperatorVerifier} has those that were found not to.
 */
final class GraphVerifier {

  /** No edge box's classifier has a tensor of more elements; beyond, sizes overflow. */
  private static final long MAX_ELEMENTS = 1L << 28;

  private static final int MAX_TENSORS = 1 << 16;

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
    if (tensors > MAX_TENSORS) {
      throw new ModelException("it has " + tensors + " tensors");
    }
    for (int i = 0; i < tensors; i++) {
      FlatTable tensor = graph.tableAt(0, i);
      long elements = 1;
      for (int side : tensor.intsAt(0)) {
        elements *= side;
        require(side >= 0 && elements <= MAX_ELEMENTS, "tensor", i, "is too large");
      }
      int buffer = tensor.intAt(2);
      require(buffer >= 0 && buffer < model.sizeAt(4), "tensor", i, "has no buffer");
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
        "tensor",
        index,
        "has a quantisation that does not fit its shape");
  }

  private void verifyOperators(FlatTable model) throws ModelException {
    for (int input : graph.intsAt(1)) {
      require(isTensor(input), "input", input, "is no tensor");
      constant.set(input);
    }
    List<FlatTable> operators = graph.tablesAt(3).limit(MAX_TENSORS).toList();
    for (int i = 0; i < operators.size(); i++) {
      FlatTable operator = operators.get(i);
      int[] inputs = operator.intsAt(1);
      for (int input : inputs) {
        boolean ready = isTensor(input) && (constant.get(input) || written.get(input));
        require(input == OPTIONAL || ready, "operator", i, "reads what none before it has written");
      }
      int code = operator.intAt(0);
      require(code >= 0 && code < model.sizeAt(1), "operator", i, "has no code");
      String broken =
          OperatorVerifier.broken(graph, operator, ModelGraph.code(model.tableAt(1, code)));
      require(broken.isEmpty(), "operator", i, "" + broken);
      require(operator.intsAt(2).length > 0, "operator", i, "has no output");
      for (int output : operator.intsAt(2)) {
        boolean free = isTensor(output) && !constant.get(output) && !written.get(output);
        require(free, "operator", i, "writes where it must not");
        written.set(output);
      }
      for (int intermediate : operator.intsAt(8)) {
        require(isTensor(intermediate), "operator", i, "has an intermediate that is no tensor");
      }
    }
    for (int output : graph.intsAt(2)) {
      boolean ready = isTensor(output) && (constant.get(output) || written.get(output));
      require(ready, "output", output, "is never written");
    }
  }

  private boolean isTensor(int index) {
    return index >= 0 && index < tensors;
  }

  /**
   * The sentence is put together only where it is needed: this runs some thousand times a model.
   */
  private static void require(boolean condition, String part, int index, String fault)
      throws ModelException {
    if (!condition) {
      throw new ModelException("its " + part + " " + index + " " + fault);
    }
  }
}
