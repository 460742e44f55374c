package org.jkuiper.tflite;

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

  // Codes of TFLite's schema (BuiltinOperator).
  private static final int DEQUANTIZE = 6;
  private static final int LOGISTIC = 14;
  private static final int RESHAPE = 22;
  private static final int SOFTMAX = 25;
  private static final int SQUEEZE = 43;
  private static final int QUANTIZE = 114;

  /** Operators that change how a score is stored or laid out, not what it means. */
  private static final Set<Integer> TRANSPARENT = Set.of(DEQUANTIZE, QUANTIZE, RESHAPE, SQUEEZE);

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
    FlatTable graph = model.tableAt(2, 0);
    int[] inputs = graph.intsAt(1);
    int[] outputs = graph.intsAt(2);
    if (inputs.length != 1 || outputs.length != 1) {
      throw new ModelException(
          "it has "
              + inputs.length
              + " inputs and "
              + outputs.length
              + " outputs where one of each is needed");
    }
    Tensor input = Tensor.read(graph.tableAt(0, inputs[0]), "input");
    Tensor output = Tensor.read(graph.tableAt(0, outputs[0]), "output");
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
              .tablesAt(3)
              .filter(operator -> Arrays.stream(operator.intsAt(2)).anyMatch(t -> t == wanted))
              .findFirst();
      if (producer.isEmpty()) {
        return false;
      }
      int code = code(model.tableAt(1, producer.get().intAt(0)));
      if (code == SOFTMAX || code == LOGISTIC) {
        return true;
      }
      int[] inputs = producer.get().intsAt(1);
      if (!TRANSPARENT.contains(code) || inputs.length == 0) {
        return false;
      }
      tensor = inputs[0];
    }
    return false;
  }

  /**
   * Old writers know only the byte-sized field 0, new ones fill both, and codes beyond 127 are in
   * field 3 alone.
   */
  static int code(FlatTable operatorCode) {
    return Math.max(operatorCode.byteAt(0), operatorCode.intAt(3));
  }

  private static Optional<ByteBuffer> metadata(FlatTable model) {
    return model
        .tablesAt(6)
        .filter(entry -> "TFLITE_METADATA".equals(entry.stringAt(0)))
        .map(entry -> model.tableAt(4, entry.intAt(1)).bytesAt(0))
        .findFirst();
  }
}
