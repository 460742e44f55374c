package org.jkuiper.label;

import java.nio.ByteBuffer;
import java.util.List;
import org.jkuiper.image.ImageException;
import org.jkuiper.inference.ModelSource;
import org.jkuiper.inference.Served;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.tflite.ModelException;
import org.jspecify.annotations.Nullable;

/** A model with all that labels pictures by it. For one thread at a time. */
final class ServedModel implements Served {
  private final LabelModel model;
  private final Labeller labeller;

  /** Made for the first window. */
  private @Nullable WindowLabeller windowLabeller;

  private ServedModel(LabelModel model, Labeller labeller) {
    this.model = model;
    this.labeller = labeller;
  }

  /**
   * Loads a model and runs it once.
   *
   * @throws ModelException if the model can't serve; the message is one sentence
   */
  static ServedModel load(ModelSource source) throws ModelException {
    LabelModel model = LabelModel.load(source);
    try {
      return new ServedModel(model, new Labeller(model, source.settings().threads()));
    } catch (ModelException e) {
      model.close();
      throw e;
    }
  }

  /** The labels of a picture, which is the rest of a heap buffer. */
  List<Label> label(ByteBuffer image) throws ImageException, ModelException {
    return labeller.label(image);
  }

  /** See {@link WindowLabeller#label}. */
  List<Object> labelWindow(Arguments images) throws ModelException, InterruptedException {
    if (windowLabeller == null) {
      windowLabeller = new WindowLabeller(model);
    }
    return windowLabeller.label(images);
  }

  @Override
  public String notice() {
    return "the model " + model.model() + " gets " + model.model().normalisation();
  }

  @Override
  public void attempt(ByteBuffer picture) throws ModelException, ImageException {
    label(picture);
  }

  @Override
  public void close() {
    if (windowLabeller != null) {
      windowLabeller.close();
    }
    labeller.close();
    model.close();
  }
}
