package org.jkuiper.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorflowlite.TfLiteTensor;
import org.bytedeco.tensorflowlite.global.tensorflowlite;

/**
 * Runs a {@link Model} that finds objects on one picture after another.
 *
 * <pre>{@code
 * try (Model model = Model.load(file);
 *     Detector detector = new Detector(model, 2)) {
 *   detector.pixels().put(0, rgb);
 *   List<Detection> objects = detector.detect();
 * }
 * }</pre>
 *
 * <p>Not thread-safe; several detectors may share a model, one per thread.
 */
public final class Detector implements AutoCloseable {

  private static final int COORDINATES = 4;

  private final Model model;
  private final DetectionPostProcess outputs;
  private final Inference inference;

  /**
   * Builds the interpreter and its memory, which takes milliseconds and some megabytes.
   *
   * @param threads how many threads one inference uses; at least 1
   * @throws ModelException if the model does not find objects, or TFLite refuses it
   */
  public Detector(Model model, int threads) throws ModelException {
    if (!(model.graph().outputs() instanceof DetectionPostProcess postProcess)) {
      throw new ModelException("the model " + model + " classifies pictures, it finds no objects");
    }
    this.model = model;
    this.outputs = postProcess;
    this.inference = new Inference(model, threads);
    try {
      outputs.verify(inference.interpreter());
    } catch (ModelException e) {
      inference.close();
      throw new ModelException("the model " + model + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The picture to look at, as {@link Classifier#pixels()} says. */
  public ByteBuffer pixels() {
    return inference.pixels();
  }

  /**
   * Finds objects in the picture in {@link #pixels()}.
   *
   * @return them in the model's order, which is mostly that of their scores; each {@link
   *     Detection#category()} is less than {@link Model#classes()}
   * @throws ModelException if inference fails or gives what is no box
   */
  public List<Detection> detect() throws ModelException {
    inference.run();
    FloatBuffer boxes = output(0);
    FloatBuffer categories = output(1);
    FloatBuffer scores = output(2);
    FloatBuffer count = output(3);
    int most = scores.limit();
    if (boxes.limit() != COORDINATES * most || categories.limit() != most || count.limit() != 1) {
      throw new ModelException("the model " + model + " gave outputs that do not fit each other");
    }
    // What lies behind the count is left of earlier pictures.
    int found = Math.max(0, Math.min(most, (int) count.get(0)));
    List<Detection> detections = new ArrayList<>(found);
    for (int i = 0; i < found; i++) {
      int box = COORDINATES * i;
      detections.add(
          checked(
              categories.get(i),
              new Detection(
                  (int) categories.get(i),
                  score((int) categories.get(i), scores.get(i)),
                  boxes.get(box + 1),
                  boxes.get(box),
                  boxes.get(box + 3),
                  boxes.get(box + 2))));
    }
    return detections;
  }

  /** Which of the model's operators XNNPACK runs. */
  public Delegation delegation() {
    return Delegation.of(inference.interpreter());
  }

  /** The confidence that a score stands for; the class may turn out to be none. */
  private float score(int category, float score) {
    return model.calibration().isEmpty() || category < 0 || category >= model.classes()
        ? score
        : model.calibration().get().confidence(category, score);
  }

  private Detection checked(float category, Detection detection) throws ModelException {
    if (!(category >= 0 && category < model.classes())) {
      throw new ModelException("the model " + model + " gave the class " + category);
    }
    if (!Float.isFinite(detection.score())
        || !Float.isFinite(detection.left())
        || !Float.isFinite(detection.top())
        || !Float.isFinite(detection.right())
        || !Float.isFinite(detection.bottom())) {
      throw new ModelException("the model " + model + " gave a box or score that is no number");
    }
    return detection;
  }

  /** An output, whose size may differ from picture to picture. */
  private FloatBuffer output(int which) throws ModelException {
    TfLiteTensor tensor = inference.interpreter().output_tensor(outputs.outputs().get(which));
    BytePointer memory = tensor.data().raw();
    if (memory == null || memory.isNull() || tensor.type() != tensorflowlite.kTfLiteFloat32) {
      throw new ModelException("the model " + model + " gave an output that is not float32");
    }
    return memory
        .capacity(tensor.bytes())
        .asByteBuffer()
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public void close() {
    inference.close();
  }
}
