package org.jkuiper.inference;

import java.nio.ByteBuffer;
import java.util.Set;
import org.jkuiper.image.ImageException;
import org.jkuiper.image.ImageTensor;
import org.jkuiper.tflite.Classifier;
import org.jkuiper.tflite.Model;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.ModelKind;

/** A task that classifies, and counts what it holds. */
final class Colours implements Task<Colours.Classified> {
  private final String defaultKey;
  int loads;
  int open;

  Colours(String defaultKey) {
    this.defaultKey = defaultKey;
  }

  @Override
  public ModelKind kind() {
    return ModelKind.CLASSIFICATION;
  }

  @Override
  public String defaultKey() {
    return defaultKey;
  }

  @Override
  public String remedy() {
    return "put a .tflite file there";
  }

  @Override
  public Set<String> ownKeys() {
    return Set.of("topK");
  }

  @Override
  public Set<String> commonKeys() {
    return Set.of("topK", "crop");
  }

  @Override
  public Classified load(ModelSource source) throws ModelException {
    loads++;
    Model model = Model.load(source.file(), source.stated());
    try {
      Classified classified = new Classified(source, model, new Classifier(model, 1));
      open++;
      return classified;
    } catch (ModelException e) {
      model.close();
      throw e;
    }
  }

  final class Classified implements Served {
    final ModelSource source;
    final Model model;
    final Classifier classifier;

    Classified(ModelSource source, Model model, Classifier classifier) {
      this.source = source;
      this.model = model;
      this.classifier = classifier;
    }

    @Override
    public String notice() {
      return source.name() + " serves";
    }

    @Override
    public void attempt(ByteBuffer picture) throws ModelException, ImageException {
      new ImageTensor(model.inputWidth(), model.inputHeight(), source.settings().limits())
          .fill(picture, classifier.pixels().clear());
      classifier.classify();
    }

    @Override
    public void close() {
      open--;
      classifier.close();
      model.close();
    }
  }
}
