package org.jkuiper.tflite;

import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinCustom;
import static org.jkuiper.tflite.Schema.MODEL_BUFFERS;
import static org.jkuiper.tflite.Schema.MODEL_OPERATOR_CODES;
import static org.jkuiper.tflite.Schema.MODEL_SUBGRAPHS;
import static org.jkuiper.tflite.Schema.OPERATOR_CODE_CUSTOM_CODE;
import static org.jkuiper.tflite.Schema.OPERATOR_INPUTS;
import static org.jkuiper.tflite.Schema.OPERATOR_INTERMEDIATES;
import static org.jkuiper.tflite.Schema.OPERATOR_OPCODE_INDEX;
import static org.jkuiper.tflite.Schema.OPERATOR_OUTPUTS;
import static org.jkuiper.tflite.Schema.QUANTIZATION_QUANTIZED_DIMENSION;
import static org.jkuiper.tflite.Schema.QUANTIZATION_SCALE;
import static org.jkuiper.tflite.Schema.QUANTIZATION_ZERO_POINT;
import static org.jkuiper.tflite.Schema.SUBGRAPH_INPUTS;
import static org.jkuiper.tflite.Schema.SUBGRAPH_OPERATORS;
import static org.jkuiper.tflite.Schema.SUBGRAPH_OUTPUTS;
import static org.jkuiper.tflite.Schema.SUBGRAPH_TENSORS;
import static org.jkuiper.tflite.Schema.TENSOR_BUFFER;
import static org.jkuiper.tflite.Schema.TENSOR_IS_VARIABLE;
import static org.jkuiper.tflite.Schema.TENSOR_QUANTIZATION;
import static org.jkuiper.tflite.Schema.TENSOR_SHAPE;

import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * Checks what TFLite takes on trust. TFLite's FlatBuffer verifier makes sure that each offset stays
 * in the file, but not that the graph makes sense. If an operator names a tensor that is not there,
 * or writes to the model's own weights, TFLite writes outside its memory.
 *
 * <p>This class does not check whether an operator's inputs suit it: most operators do that
 * themselves. {@link OperatorVerifier} does it for those that were found not to.
 */
final class GraphVerifier {

  /**
   * Limit of the elements of all tensors but the constants. This is half a gigabyte of floats, far
   * beyond what a classifier on an edge box needs (MobileNet V2: 10 million).
   */
  private static final long MAX_ELEMENTS = 1L << 27;

  private static final int MAX_TENSORS = 1 << 16;

  /**
   * Custom operators that TFLite has, for sound and for trials. It reads their options unchecked,
   * and dies of a model that has none.
   */
  private static final Set<String> NOT_FOR_PICTURES =
      Set.of("Mfcc", "AudioSpectrogram", "NumericVerify");

  /** The index that stands for an input that is left out. */
  private static final int OPTIONAL = -1;

  private final FlatTable graph;
  private final int tensors;

  /** The tensors that have a value before any operator has run: inputs, constants, state. */
  private final BitSet constant = new BitSet();

  private final BitSet written = new BitSet();
  private final BitSet empty = new BitSet();

  private GraphVerifier(FlatTable graph) {
    this.graph = graph;
    this.tensors = graph.sizeAt(SUBGRAPH_TENSORS);
  }

  /**
   * Checks each graph of a model.
   *
   * @throws ModelException if an index points nowhere, an operator reads what none before it has
   *     written, or two operators write the same tensor
   * @throws IndexOutOfBoundsException if an offset leads out of the file
   */
  static void verify(FlatTable model) throws ModelException {
    if (model.sizeAt(MODEL_SUBGRAPHS) == 0) {
      throw new ModelException("it has no graph"); // TFLite dies of it
    }
    for (FlatTable graph : model.tablesAt(MODEL_SUBGRAPHS).limit(MAX_TENSORS).toList()) {
      GraphVerifier verifier = new GraphVerifier(graph);
      verifier.verifyTensors(model);
      verifier.verifyOperators(model);
    }
  }

  private void verifyTensors(FlatTable model) throws ModelException {
    if (tensors > MAX_TENSORS) {
      throw new ModelException("it has " + tensors + " tensors");
    }
    long total = 0;
    for (int i = 0; i < tensors; i++) {
      FlatTable tensor = graph.tableAt(SUBGRAPH_TENSORS, i);
      long elements = 1;
      for (int side : tensor.intsAt(TENSOR_SHAPE)) {
        elements *= side;
        require(side >= 0 && elements <= MAX_ELEMENTS, "tensor", i, "is too large");
      }
      int buffer = tensor.intAt(TENSOR_BUFFER);
      require(buffer >= 0 && buffer < model.sizeAt(MODEL_BUFFERS), "tensor", i, "has no buffer");
      verifyQuantisation(tensor, i);
      boolean variable = tensor.byteAt(TENSOR_IS_VARIABLE) != 0;
      // An empty tensor needs no writer: converters leave an empty list without a buffer.
      empty.set(i, elements == 0);
      if (variable || elements == 0 || Schema.data(model, buffer).hasRemaining()) {
        constant.set(i);
      } else {
        total += elements;
        require(total <= MAX_ELEMENTS, "tensor", i, "is one too many for the memory");
      }
    }
  }

  /**
   * Checks that there is one scale for the whole tensor, or one for each slice along a dimension.
   * TFLite's kernels rely on that.
   */
  private void verifyQuantisation(FlatTable tensor, int index) throws ModelException {
    FlatTable quantisation = tensor.tableAt(TENSOR_QUANTIZATION);
    if (quantisation == null) {
      return;
    }
    int scales = quantisation.floatsAt(QUANTIZATION_SCALE).length;
    int zeroPoints = quantisation.longsAt(QUANTIZATION_ZERO_POINT).length;
    int dimension = quantisation.intAt(QUANTIZATION_QUANTIZED_DIMENSION);
    int[] shape = tensor.intsAt(TENSOR_SHAPE);
    boolean fits =
        scales <= 1 || (dimension >= 0 && dimension < shape.length && shape[dimension] == scales);
    require(
        fits && (zeroPoints <= 1 || zeroPoints == scales),
        "tensor",
        index,
        "has a quantisation that does not fit its shape");
  }

  private void verifyOperators(FlatTable model) throws ModelException {
    for (int input : graph.intsAt(SUBGRAPH_INPUTS)) {
      require(isTensor(input), "input", input, "is no tensor");
      constant.set(input);
    }
    if (graph.sizeAt(SUBGRAPH_OPERATORS) > MAX_TENSORS) {
      throw new ModelException("it has more than " + MAX_TENSORS + " operators");
    }
    List<FlatTable> operators = graph.tablesAt(SUBGRAPH_OPERATORS).toList();
    for (int i = 0; i < operators.size(); i++) {
      FlatTable operator = operators.get(i);
      int[] inputs = operator.intsAt(OPERATOR_INPUTS);
      for (int input : inputs) {
        boolean ready = isTensor(input) && (constant.get(input) || written.get(input));
        require(input == OPTIONAL || ready, "operator", i, "reads what none before it has written");
      }
      for (int output : operator.intsAt(OPERATOR_OUTPUTS)) {
        boolean free =
            isTensor(output)
                && (!constant.get(output) || empty.get(output))
                && !written.get(output);
        require(free, "operator", i, "writes where it must not");
        written.set(output);
      }
      int code = operator.intAt(OPERATOR_OPCODE_INDEX);
      require(code >= 0 && code < model.sizeAt(MODEL_OPERATOR_CODES), "operator", i, "has no code");
      FlatTable operatorCode = model.tableAt(MODEL_OPERATOR_CODES, code);
      int does = Schema.builtinCode(operatorCode);
      if (does == kTfLiteBuiltinCustom) {
        String name = String.valueOf(operatorCode.stringAt(OPERATOR_CODE_CUSTOM_CODE));
        require(!NOT_FOR_PICTURES.contains(name), "operator", i, "is not for pictures: " + name);
      }
      boolean writes = operator.intsAt(OPERATOR_OUTPUTS).length > 0;
      require(writes || OperatorVerifier.isStatement(does), "operator", i, "has no output");
      String broken = OperatorVerifier.broken(graph, operator, does);
      require(broken.isEmpty(), "operator", i, "" + broken);
      for (int intermediate : operator.intsAt(OPERATOR_INTERMEDIATES)) {
        require(isTensor(intermediate), "operator", i, "has an intermediate that is no tensor");
      }
    }
    for (int output : graph.intsAt(SUBGRAPH_OUTPUTS)) {
      boolean ready = isTensor(output) && (constant.get(output) || written.get(output));
      require(ready, "output", output, "is never written");
    }
  }

  private boolean isTensor(int index) {
    return index >= 0 && index < tensors;
  }

  /** Builds the sentence only if it is needed: this runs some thousand times for each model. */
  private static void require(boolean condition, String part, int index, String fault)
      throws ModelException {
    if (!condition) {
      throw new ModelException("its " + part + " " + index + " " + fault);
    }
  }
}
