package org.jkuiper.tflite;

import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinDequantize;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinLogistic;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinQuantize;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinReshape;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinSoftmax;
import static org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteBuiltinSqueeze;
import static org.jkuiper.tflite.Schema.BUFFER_DATA;
import static org.jkuiper.tflite.Schema.METADATA_BUFFER;
import static org.jkuiper.tflite.Schema.METADATA_NAME;
import static org.jkuiper.tflite.Schema.MODEL_BUFFERS;
import static org.jkuiper.tflite.Schema.MODEL_METADATA;
import static org.jkuiper.tflite.Schema.MODEL_OPERATOR_CODES;
import static org.jkuiper.tflite.Schema.MODEL_SUBGRAPHS;
import static org.jkuiper.tflite.Schema.OPERATOR_INPUTS;
import static org.jkuiper.tflite.Schema.OPERATOR_OPCODE_INDEX;
import static org.jkuiper.tflite.Schema.OPERATOR_OUTPUTS;
import static org.jkuiper.tflite.Schema.SUBGRAPH_INPUTS;
import static org.jkuiper.tflite.Schema.SUBGRAPH_OPERATORS;
import static org.jkuiper.tflite.Schema.SUBGRAPH_OUTPUTS;
import static org.jkuiper.tflite.Schema.SUBGRAPH_TENSORS;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a model file says about its two ends.
 *
 * @param input a picture: [1, height, width, 3]
 * @param output scores: one per class
 * @param probabilities whether the scores are probabilities already; otherwise they are logits
 * @param metadata the metadata's own FlatBuffer, where the model has one
 */
record ModelGraph(
    Tensor input, Tensor output, boolean probabilities, Optional<ByteBuffer> metadata) {

  /** Sides beyond this are no classifier's; it also keeps every size below an int's range. */
  private static final int MAX_SIDE = 4096;

  private static final int MAX_CLASSES = 1_000_000;

  /** Operators that change how a score is stored or laid out, not what it means. */
  private static final Set<Integer> TRANSPARENT =
      Set.of(
          kTfLiteBuiltinDequantize,
          kTfLiteBuiltinQuantize,
          kTfLiteBuiltinReshape,
          kTfLiteBuiltinSqueeze);

  /** No model ends in more of these; a damaged one may go round in a circle. */
  private static final int MAX_TRANSPARENT = 8;

  /**
   * Reads the graph out of a model's bytes.
   *
   * @throws ModelException where it is not the graph of an image classifier, with which part is not
   * @throws IndexOutOfBoundsException where an offset leads out of the file
   */
  static ModelGraph read(ByteBuffer bytes) throws ModelException {
    FlatTable model = FlatTable.root(bytes);
    FlatTable graph = model.tableAt(MODEL_SUBGRAPHS, 0);
    int[] inputs = graph.intsAt(SUBGRAPH_INPUTS);
    int[] outputs = graph.intsAt(SUBGRAPH_OUTPUTS);
    if (inputs.length != 1 || outputs.length != 1) {
      throw new ModelException(
          "it has "
              + inputs.length
              + " inputs and "
              + outputs.length
              + " outputs where one of each is needed");
    }
    Tensor input = Tensor.read(graph.tableAt(SUBGRAPH_TENSORS, inputs[0]), "input");
    Tensor output = Tensor.read(graph.tableAt(SUBGRAPH_TENSORS, outputs[0]), "output");
    requirePicture(input.shape());
    requireScores(output.shape());
    GraphVerifier.verify(model);
    boolean probabilities =
        isWithinZeroAndOne(output) || endsInProbabilities(model, graph, outputs[0]);
    return new ModelGraph(input, output, probabilities, metadata(model));
  }

  private static void requirePicture(List<Integer> shape) throws ModelException {
    boolean picture =
        shape.size() == 4
            && shape.get(0) == 1
            && shape.get(3) == 3
            && shape.stream().allMatch(side -> side >= 1 && side <= MAX_SIDE);
    if (!picture) {
      throw new ModelException(
          "its input has the shape "
              + shape
              + " where [1, height, width, 3] is needed, sides up to "
              + MAX_SIDE);
    }
  }

  private static void requireScores(List<Integer> shape) throws ModelException {
    boolean scores =
        !shape.isEmpty()
            && shape.subList(0, shape.size() - 1).stream().allMatch(side -> side == 1)
            && shape.get(shape.size() - 1) >= 1
            && shape.get(shape.size() - 1) <= MAX_CLASSES;
    if (!scores) {
      throw new ModelException(
          "its output has the shape " + shape + " where [1, classes] is needed");
    }
  }

  /**
   * A quantised tensor that can hold nothing below 0 or above 1 (scale 1/256, zero point its least)
   * holds no logits.
   */
  private static boolean isWithinZeroAndOne(Tensor output) {
    Tensor.Type type = output.type();
    return type != Tensor.Type.FLOAT32 && output.real(type.min) >= 0 && output.real(type.max) <= 1;
  }

  /** Walks back from the output to the operator that made the scores what they are. */
  private static boolean endsInProbabilities(FlatTable model, FlatTable graph, int output) {
    int tensor = output;
    for (int step = 0; step < MAX_TRANSPARENT; step++) {
      int wanted = tensor;
      Optional<FlatTable> producer =
          graph
              .tablesAt(SUBGRAPH_OPERATORS)
              .filter(
                  operator ->
                      Arrays.stream(operator.intsAt(OPERATOR_OUTPUTS)).anyMatch(t -> t == wanted))
              .findFirst();
      if (producer.isEmpty()) {
        return false;
      }
      int code =
          Schema.builtinCode(
              model.tableAt(MODEL_OPERATOR_CODES, producer.get().intAt(OPERATOR_OPCODE_INDEX)));
      if (code == kTfLiteBuiltinSoftmax || code == kTfLiteBuiltinLogistic) {
        return true;
      }
      int[] inputs = producer.get().intsAt(OPERATOR_INPUTS);
      if (!TRANSPARENT.contains(code) || inputs.length == 0) {
        return false;
      }
      tensor = inputs[0];
    }
    return false;
  }

  private static Optional<ByteBuffer> metadata(FlatTable model) {
    return model
        .tablesAt(MODEL_METADATA)
        .filter(entry -> "TFLITE_METADATA".equals(entry.stringAt(METADATA_NAME)))
        .map(
            entry ->
                model.tableAt(MODEL_BUFFERS, entry.intAt(METADATA_BUFFER)).bytesAt(BUFFER_DATA))
        .findFirst();
  }
}
