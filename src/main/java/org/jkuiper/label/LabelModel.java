package org.jkuiper.label;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jkuiper.tflite.LabelFile;
import org.jkuiper.tflite.Model;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.ModelSettings;

/** A model with the labels of its classes. {@link Labeller}s share it. Thread-safe. */
final class LabelModel implements AutoCloseable {
  private static final String LABELS = "labels.txt";

  private final Model model;
  private final List<String> labels;
  private final LabelOptions options;

  private LabelModel(Model model, List<String> labels, LabelOptions options) {
    this.model = model;
    this.labels = labels;
    this.options = options;
  }

  /**
   * Loads a model and its labels.
   *
   * @throws ModelException if the model can't serve; the message is one sentence
   */
  static LabelModel load(LabelOptions options) throws ModelException {
    Model model = Model.load(options.model(), settings(options));
    try {
      return new LabelModel(model, labels(model, options), options);
    } catch (ModelException e) {
      model.close();
      throw e;
    }
  }

  private static ModelSettings settings(LabelOptions options) {
    ModelSettings stated = options.settings();
    Path beside = options.model().resolveSibling(LABELS);
    return new ModelSettings(
        stated.mean(),
        stated.std(),
        stated.activation(),
        Optional.of(options.labels().orElse(beside)));
  }

  private static List<String> labels(Model model, LabelOptions options) throws ModelException {
    if (options.labels().isEmpty() && model.labels().isPresent()) {
      return model.labels().get();
    }
    Path file = options.labels().orElse(options.model().resolveSibling(LABELS));
    try {
      return LabelFile.read(file, model.classes());
    } catch (IOException e) {
      throw new ModelException(
          "the label file " + file + " cannot be read, and the model carries no labels itself", e);
    }
  }

  Model model() {
    return model;
  }

  List<String> labels() {
    return labels;
  }

  LabelOptions options() {
    return options;
  }

  @Override
  public void close() {
    model.close();
  }
}
