package org.jkuiper.tflite;

import static org.jkuiper.tflite.Schema.MODEL_OPERATOR_CODES;
import static org.jkuiper.tflite.Schema.MODEL_SUBGRAPHS;
import static org.jkuiper.tflite.Schema.OPERATOR_CODE_CUSTOM_CODE;
import static org.jkuiper.tflite.Schema.OPERATOR_CUSTOM_OPTIONS;
import static org.jkuiper.tflite.Schema.OPERATOR_INPUTS;
import static org.jkuiper.tflite.Schema.OPERATOR_LARGE_CUSTOM_OPTIONS_OFFSET;
import static org.jkuiper.tflite.Schema.OPERATOR_OPCODE_INDEX;
import static org.jkuiper.tflite.Schema.OPERATOR_OUTPUTS;
import static org.jkuiper.tflite.Schema.SUBGRAPH_OPERATORS;
import static org.jkuiper.tflite.Schema.SUBGRAPH_OUTPUTS;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.TfLiteIntArray;
import org.bytedeco.tensorflowlite.TfLiteTensor;
import org.bytedeco.tensorflowlite.global.tensorflowlite;
import org.jspecify.annotations.Nullable;

/**
 * The custom operator {@code TFLite_Detection_PostProcess}, in which SSD models end. It makes boxes
 * of what the network says about each anchor, and drops those that overlap a better one.
 *
 * <p>TFLite 2.21 does not check that its options and the sizes of its inputs suit each other;
 * {@link #of} and {@link #verify} do. Source: TFLite's {@code detection_postprocess.cc}. The names
 * of options and the order of inputs and outputs come from there.
 *
 * @param inputs box encodings, scores and anchors, as indices of tensors
 * @param classes how many classes there are, without the background
 * @param outputs which of the graph's outputs are the boxes, the classes, the scores and the count
 */
record DetectionPostProcess(List<Integer> inputs, int classes, List<Integer> outputs)
    implements ModelOutputs {

  /** What models call it. */
  static final String NAME = "TFLite_Detection_PostProcess";

  /** TensorFlow's exporter writes 10 or 100. */
  private static final int MAX_DETECTIONS = 1000;

  private static final int MAX_CLASSES = 1_000_000;

  /** No model sees as many; together with the limits above it keeps sizes within an int's range. */
  private static final int MAX_ANCHORS = 1 << 20;

  private static final int COORDINATES = 4;

  @Override
  public String toString() {
    return "boxes, classes, scores and count of TFLite_Detection_PostProcess";
  }

  @Override
  public ModelKind kind() {
    return ModelKind.DETECTION;
  }

  /**
   * Finds the operator in a model.
   *
   * @return empty if there is none
   * @throws ModelException if it is not what the model ends in, or its options are wrong
   */
  static Optional<DetectionPostProcess> of(FlatTable model) throws ModelException {
    List<FlatTable> found = new ArrayList<>();
    for (int i = 0; i < model.sizeAt(MODEL_SUBGRAPHS); i++) {
      for (FlatTable operator :
          model.tableAt(MODEL_SUBGRAPHS, i).tablesAt(SUBGRAPH_OPERATORS).toList()) {
        if (isPostProcess(model, operator)) {
          require(i == 0 && found.isEmpty(), "is not its last operator");
          found.add(operator);
        }
      }
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    int[] outputs = model.tableAt(MODEL_SUBGRAPHS, 0).intsAt(SUBGRAPH_OUTPUTS);
    return Optional.of(read(found.get(0), outputs));
  }

  private static boolean isPostProcess(FlatTable model, FlatTable operator) {
    int index = operator.intAt(OPERATOR_OPCODE_INDEX);
    FlatTable code = model.tableAt(MODEL_OPERATOR_CODES, index);
    return Schema.builtinCode(code) == tensorflowlite.kTfLiteBuiltinCustom
        && NAME.equals(code.stringAt(OPERATOR_CODE_CUSTOM_CODE));
  }

  private static DetectionPostProcess read(FlatTable operator, int[] graphOutputs)
      throws ModelException {
    int[] inputs = operator.intsAt(OPERATOR_INPUTS);
    int[] written = operator.intsAt(OPERATOR_OUTPUTS);
    require(inputs.length == 3 && written.length == 4, "has not three inputs and four outputs");
    List<Integer> outputs = new ArrayList<>();
    for (int tensor : written) {
      for (int i = 0; i < graphOutputs.length; i++) {
        if (graphOutputs[i] == tensor) {
          outputs.add(i);
        }
      }
    }
    require(graphOutputs.length == 4 && outputs.size() == 4, "is not its last operator");
    require(
        operator.longAt(OPERATOR_LARGE_CUSTOM_OPTIONS_OFFSET) == 0, "has its options elsewhere");
    FlexMap options;
    try {
      options = FlexMap.read(operator.bytesAt(OPERATOR_CUSTOM_OPTIONS));
    } catch (ModelException e) {
      throw fault("cannot be used: " + e.getMessage(), e);
    }
    within(options, "max_detections", 1, MAX_DETECTIONS);
    within(options, "max_classes_per_detection", 1, 1);
    if (options.has("detections_per_class")) {
      within(options, "detections_per_class", 1, MAX_ANCHORS);
    }
    int classes = within(options, "num_classes", 1, MAX_CLASSES);
    return new DetectionPostProcess(
        List.of(inputs[0], inputs[1], inputs[2]), classes, List.copyOf(outputs));
  }

  private static int within(FlexMap options, String key, int least, int most)
      throws ModelException {
    double number = options.number(key);
    require(
        number >= least && number <= most && number == Math.rint(number),
        "sets "
            + key
            + " to "
            + number
            + ", which must be a whole number from "
            + least
            + " to "
            + most);
    return (int) number;
  }

  /**
   * Checks that the inputs suit each other. Their shapes are known once TFLite has laid out its
   * memory; those in the file bind nobody.
   *
   * @throws ModelException if the operator would read outside them
   */
  void verify(Interpreter interpreter) throws ModelException {
    TfLiteTensor boxes = interpreter.tensor(inputs.get(0));
    TfLiteTensor scores = interpreter.tensor(inputs.get(1));
    TfLiteTensor anchors = interpreter.tensor(inputs.get(2));
    for (TfLiteTensor input : List.of(boxes, scores, anchors)) {
      require(
          input.allocation_type() != tensorflowlite.kTfLiteDynamic,
          "has an input whose size is known only at work");
      require(
          input.type() == tensorflowlite.kTfLiteFloat32
              || input.type() == tensorflowlite.kTfLiteUInt8,
          "has an input that is neither uint8 nor float32");
    }
    int count = side(boxes, 3, 1);
    require(
        boxes.type() == anchors.type()
            && side(boxes, 3, 0) == 1
            && side(boxes, 3, 2) >= COORDINATES
            && side(scores, 3, 0) == 1
            && side(scores, 3, 1) == count
            && (side(scores, 3, 2) == classes || side(scores, 3, 2) == classes + 1)
            && side(anchors, 2, 0) >= count
            && side(anchors, 2, 1) == COORDINATES
            && count <= MAX_ANCHORS,
        "has boxes, scores and anchors that do not fit each other");
  }

  /** A side of a tensor's shape; -1 if it has another number of dimensions. */
  private static int side(TfLiteTensor tensor, int dimensions, int index) {
    TfLiteIntArray shape = tensor.dims();
    return shape == null || shape.isNull() || shape.size() != dimensions ? -1 : shape.data(index);
  }

  private static void require(boolean condition, String fault) throws ModelException {
    if (!condition) {
      throw fault(fault, null);
    }
  }

  private static ModelException fault(String fault, @Nullable Throwable cause) {
    return new ModelException("its " + NAME + " " + fault, cause);
  }
}
