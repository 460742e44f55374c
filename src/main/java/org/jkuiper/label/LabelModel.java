package org.jkuiper.label;

import java.util.List;
import org.jkuiper.inference.ModelSource;
import org.jkuiper.tflite.Model;
import org.jkuiper.tflite.ModelException;

/** A model with the labels of its classes. {@link Labeller}s share it. Thread-safe. */
final class LabelModel implements AutoCloseable {
  private final Model model;
  private final List<String> labels;
  private final ModelSource source;

  private LabelModel(Model model, List<String> labels, ModelSource source) {
    this.model = model;
    this.labels = labels;
    this.source = source;
  }

  /**
   * Loads a model and its labels.
   *
   * @throws ModelException if the model can't serve; the message is one sentence
   */
  static LabelModel load(ModelSource source) throws ModelException {
    Model model = Model.load(source.file(), source.stated());
    try {
      return new LabelModel(model, source.readLabels(model), source);
    } catch (ModelException e) {
      model.close();
      throw e;
    }
  }

  Model model() {
    return model;
  }

  List<String> labels() {
    return labels;
  }

  ModelSource source() {
    return source;
  }

  @Override
  public void close() {
    model.close();
  }
}
