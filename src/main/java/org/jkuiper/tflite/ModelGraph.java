package org.jkuiper.tflite;

import static org.jkuiper.tflite.Schema.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jkuiper.tflite.ModelMetadata.Normalisation;

/**
 * What a model file says about the two ends of its graph.
 *
 * @param input a picture, laid out as {@code layout} says
 * @param layout how {@code input} is laid out
 * @param outputs what the model gives for it
 * @param range what a float input takes for black and white; empty if the graph does not tell
 */
record ModelGraph(
    Tensor input, Layout layout, ModelOutputs outputs, Optional<Normalisation> range) {

  private static final int MAX_CLASSES = 1_000_000;

  /** If there are more outputs than this, metadata and labels tell little about one of them. */
  private static final int MAX_OUTPUTS = 64;

  /**
   * Reads the graph out of a model's bytes.
   *
   * @param labels how many labels there are, to find the right one of several outputs; -1 if
   *     unknown
   * @throws ModelException if it is not the graph of an image classifier or of a detector; the
   *     message names the part that is wrong
   * @throws IndexOutOfBoundsException if an offset leads out of the file
   */
  static ModelGraph read(FlatTable model, int labels) throws ModelException {
    FlatTable graph = model.tableAt(MODEL_SUBGRAPHS, 0);
    int[] inputs = graph.intsAt(SUBGRAPH_INPUTS);
    int[] outputs = graph.intsAt(SUBGRAPH_OUTPUTS);
    if (inputs.length != 1 || outputs.length == 0 || outputs.length > MAX_OUTPUTS) {
      throw new ModelException(
          "it has "
              + inputs.length
              + " inputs and "
              + outputs.length
              + " outputs where one picture and its scores are needed");
    }
    FlatTable picture = graph.tableAt(SUBGRAPH_TENSORS, inputs[0]);
    Tensor input = Tensor.read(picture, "input");
    Layout layout = Layout.of(input.shape());
    requireFixedSides(picture, layout);
    if (outputs.length == 1) {
      requireScores(Tensor.read(graph.tableAt(SUBGRAPH_TENSORS, outputs[0]), "output").shape());
    }
    GraphVerifier.verify(model);
    Graph view = new Graph(model);
    Optional<DetectionPostProcess> detections = DetectionPostProcess.of(model);
    return new ModelGraph(
        input,
        layout,
        detections.isPresent() ? detections.get() : scores(view, outputs, labels),
        input.type() == Tensor.Type.FLOAT32 ? InputRange.of(view, inputs[0]) : Optional.empty());
  }

  private static Scores scores(Graph graph, int[] outputs, int labels) throws ModelException {
    int index = outputs.length == 1 ? 0 : choose(graph, outputs, labels);
    Tensor output = Tensor.read(graph.tensor(outputs[index]), "output");
    int classes = output.shape().get(output.shape().size() - 1);
    return new Scores(
        index,
        output,
        isWithinZeroAndOne(output)
            ? Optional.of(Activation.NONE)
            : ActivationOfGraph.of(graph, outputs[index], classes));
  }

  /**
   * Checks that no side is left open. A converter writes 1 for such a side, so the shape does not
   * tell.
   */
  private static void requireFixedSides(FlatTable input, Layout layout) throws ModelException {
    int[] signature = input.intsAt(TENSOR_SHAPE_SIGNATURE);
    int first = layout.planar() ? 2 : 1;
    if (signature.length == 4 && (signature[first] < 0 || signature[first + 1] < 0)) {
      throw new ModelException(
          "its input leaves the picture's width or height open: convert it with a fixed size");
    }
  }

  /**
   * Chooses the output with as many classes as there are labels. Of several, it is the one whose
   * scores the graph makes probabilities.
   */
  private static int choose(Graph graph, int[] outputs, int labels) throws ModelException {
    List<Integer> fitting = new ArrayList<>();
    List<Integer> certain = new ArrayList<>();
    StringBuilder shapes = new StringBuilder();
    for (int i = 0; i < outputs.length; i++) {
      int[] shape = graph.tensor(outputs[i]).intsAt(TENSOR_SHAPE);
      List<Integer> sides = new ArrayList<>();
      for (int k = 0; k < Math.min(shape.length, 9); k++) {
        sides.add(shape[k]);
      }
      shapes.append(i == 0 ? "" : ", ").append(sides);
      int classes = isScores(sides) ? sides.get(sides.size() - 1) : -1;
      if (classes > 0 && (labels < 0 || classes == labels || (classes == 1 && labels == 2))) {
        fitting.add(i);
        if (ActivationOfGraph.of(graph, outputs[i], classes).equals(Optional.of(Activation.NONE))) {
          certain.add(i);
        }
      }
    }
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    if (certain.size() == 1) {
      return certain.get(0);
    }
    throw new ModelException(
        "it has "
            + outputs.length
            + " outputs ("
            + shapes
            + ") of which "
            + (fitting.isEmpty() ? "none has" : "more than one may have")
            + " a score for each of "
            + (labels < 0 ? "its labels" : "the " + labels + " labels"));
  }

  private static boolean isScores(List<Integer> shape) {
    return !shape.isEmpty()
        && shape.subList(0, shape.size() - 1).stream().allMatch(side -> side == 1)
        && shape.get(shape.size() - 1) >= 1
        && shape.get(shape.size() - 1) <= MAX_CLASSES;
  }

  private static void requireScores(List<Integer> shape) throws ModelException {
    if (!isScores(shape)) {
      throw new ModelException(
          "its output has the shape " + shape + " where [1, classes] is needed");
    }
  }

  /**
   * Whether the output is a quantised tensor that can hold nothing below 0 or above 1 (scale 1/256,
   * and the least value as zero point). Such a tensor holds no logits.
   */
  static boolean isWithinZeroAndOne(Tensor output) {
    Tensor.Type type = output.type();
    return type != Tensor.Type.FLOAT32 && output.real(type.min) >= 0 && output.real(type.max) <= 1;
  }

  /** How many outputs the first graph has. */
  static int outputs(FlatTable model) {
    return model.tableAt(MODEL_SUBGRAPHS, 0).intsAt(SUBGRAPH_OUTPUTS).length;
  }

  /** The metadata's own FlatBuffer, if the model has one. */
  static Optional<ByteBuffer> metadata(FlatTable model) {
    return model
        .tablesAt(MODEL_METADATA)
        .filter(entry -> "TFLITE_METADATA".equals(entry.stringAt(METADATA_NAME)))
        .map(entry -> Schema.data(model, entry.intAt(METADATA_BUFFER)))
        .findFirst();
  }
}
