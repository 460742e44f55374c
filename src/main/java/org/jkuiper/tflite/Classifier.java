package org.jkuiper.tflite;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Runs a {@link Model} on one picture after another.
 *
 * <pre>{@code
 * try (Model model = Model.load(file);
 *     Classifier classifier = new Classifier(model, 2)) {
 *   classifier.pixels().put(0, rgb);
 *   float[] probabilities = classifier.classify();
 * }
 * }</pre>
 *
 * <p>Not thread-safe; several classifiers may share a model, one per thread.
 */
public final class Classifier implements AutoCloseable {

  private final Model model;
  private final Scores outputs;
  private final Inference inference;
  private final ByteBuffer output;
  private final Activation activation;

  /**
   * Builds the interpreter and its memory, which takes milliseconds and some megabytes.
   *
   * @param threads how many threads one inference uses; at least 1
   * @throws ModelException if the model is no classifier, or TFLite refuses it, for example because
   *     it does not know an operator
   */
  public Classifier(Model model, int threads) throws ModelException {
    if (!(model.graph().outputs() instanceof Scores scores)) {
      throw new ModelException("the model " + model + " finds objects, it classifies no pictures");
    }
    this.model = model;
    this.outputs = scores;
    this.inference = new Inference(model, threads);
    try {
      this.output = inference.output(outputs.index(), outputs.tensor());
      this.activation = activationOf(model);
    } catch (ModelException | RuntimeException e) {
      inference.close();
      throw e;
    }
  }

  private Activation activationOf(Model model) throws ModelException {
    if (model.calibration().isPresent()) {
      return Activation.NONE;
    }
    return model.activation().isPresent()
        ? model.activation().get()
        : ActivationTrial.of(inference.pixels(), this::run);
  }

  /**
   * The picture to classify: direct memory of 3 * width * height bytes, rows from the top, each
   * pixel red, green, blue (0 to 255). The same buffer on each call, valid until {@link #close()};
   * its bytes are kept between calls of {@link #classify()}. If the model takes bytes as they are,
   * it is the input tensor itself.
   */
  public ByteBuffer pixels() {
    return inference.pixels();
  }

  /**
   * Classifies the picture in {@link #pixels()}.
   *
   * @return a probability (0 to 1) for each class, in the model's order; they sum to about 1. For a
   *     model that ends in LOGISTIC, or has a score calibration, each stands for itself. A new
   *     array each time.
   * @throws ModelException if inference fails or gives a score that is not a number
   */
  public float[] classify() throws ModelException {
    float[] scores = run();
    if (model.calibration().isPresent()) {
      model.calibration().get().apply(scores);
    } else {
      activation.apply(scores);
    }
    for (float score : scores) {
      if (Float.isNaN(score)) {
        throw new ModelException("the model " + model + " gave a score that is not a number");
      }
    }
    return scores;
  }

  /** What makes probabilities of the model's scores, and how that is known. */
  public String activation() {
    return ActivationReason.of(model, outputs, activation);
  }

  /** Which of the model's operators XNNPACK runs. */
  public Delegation delegation() {
    return Delegation.of(inference.interpreter());
  }

  private float[] run() throws ModelException {
    inference.run();
    return scores();
  }

  private float[] scores() {
    float[] scores = new float[model.classes()];
    Tensor tensor = outputs.tensor();
    switch (tensor.type()) {
      case FLOAT32 -> FloatBuffer.wrap(scores).put(output.asFloatBuffer());
      case UINT8 -> {
        for (int i = 0; i < scores.length; i++) {
          scores[i] = tensor.real(output.get(i) & 0xff);
        }
      }
      case INT8 -> {
        for (int i = 0; i < scores.length; i++) {
          scores[i] = tensor.real(output.get(i));
        }
      }
    }
    return scores;
  }

  @Override
  public void close() {
    inference.close();
  }
}
