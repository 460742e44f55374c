package org.jkuiper.label;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jkuiper.image.ImageException;
import org.jkuiper.image.ImageTensor;
import org.jkuiper.tflite.Classifier;
import org.jkuiper.tflite.Model;
import org.jkuiper.tflite.ModelException;

/** A model in service: everything between the bytes of a picture and its ranking. One thread. */
final class Labeller implements AutoCloseable {
  private static final String LABELS = "labels.txt";

  private final Model model;
  private final Classifier classifier;
  private final ImageTensor tensor;
  private final List<String> labels;
  private final int top;

  private Labeller(Model model, Classifier classifier, List<String> labels, LabelOptions options) {
    this.model = model;
    this.classifier = classifier;
    this.tensor = new ImageTensor(model.inputWidth(), model.inputHeight(), options.limits());
    this.labels = labels;
    this.top = options.top();
  }

  /**
   * Loads the model and runs it once, so that the first picture takes no longer than others.
   *
   * @throws ModelException where it can't serve, in one sentence
   */
  static Labeller load(LabelOptions options) throws ModelException {
    Model model = Model.load(options.model());
    try {
      List<String> labels = labels(model, options);
      Classifier classifier = new Classifier(model, options.threads());
      try {
        classifier.classify();
        return new Labeller(model, classifier, labels, options);
      } catch (ModelException | RuntimeException e) {
        classifier.close();
        throw e;
      }
    } catch (ModelException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static List<String> labels(Model model, LabelOptions options) throws ModelException {
    if (options.labels().isEmpty() && model.labels().isPresent()) {
      return model.labels().get();
    }
    Path file = options.labels().orElse(options.model().resolveSibling(LABELS));
    List<String> labels;
    try {
      labels = Files.readAllLines(file);
    } catch (IOException e) {
      throw new ModelException(
          "the label file " + file + " cannot be read, and the model carries no labels itself", e);
    }
    if (labels.size() != model.classes()) {
      throw new ModelException(
          file
              + " has "
              + labels.size()
              + " labels for the "
              + model.classes()
              + " classes of "
              + model);
    }
    return labels;
  }

  /** The most confident labels of a picture, ranked. */
  List<Label> label(byte[] image) throws ImageException, ModelException {
    ByteBuffer pixels = classifier.pixels();
    pixels.clear();
    tensor.fill(image, pixels);
    return Ranking.of(classifier.classify(), labels, top);
  }

  @Override
  public void close() {
    classifier.close();
    model.close();
  }
}
