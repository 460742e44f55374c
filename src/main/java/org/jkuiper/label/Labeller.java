package org.jkuiper.label;

import java.nio.ByteBuffer;
import java.util.List;
import org.jkuiper.image.ImageException;
import org.jkuiper.image.ImageTensor;
import org.jkuiper.image.UnsupportedFormatException;
import org.jkuiper.text.LooseBase64;
import org.jkuiper.tflite.Classifier;
import org.jkuiper.tflite.ModelException;

/**
 * Labels single pictures: all the steps from a picture's bytes to its ranking. For one thread at a
 * time.
 */
final class Labeller implements AutoCloseable {
  private final LabelModel model;
  private final Classifier classifier;
  private final ImageTensor tensor;

  /**
   * Runs the model once, so that the first picture takes no longer than others.
   *
   * @param threads threads for one picture
   * @throws ModelException if TFLite does not take the model
   */
  Labeller(LabelModel model, int threads) throws ModelException {
    this.model = model;
    this.classifier = new Classifier(model.model(), threads);
    this.tensor =
        new ImageTensor(
            model.model().inputWidth(),
            model.model().inputHeight(),
            model.source().settings().limits());
    classifier.classify();
  }

  /** The most confident labels of a picture, ranked. The picture is the rest of a heap buffer. */
  List<Label> label(ByteBuffer image) throws ImageException, ModelException {
    try {
      fill(image);
    } catch (UnsupportedFormatException e) {
      fillOfText(image, e);
    }
    return Ranking.of(classifier.classify(), model.labels(), model.top());
  }

  private void fill(ByteBuffer image) throws ImageException {
    ByteBuffer pixels = classifier.pixels();
    pixels.clear();
    tensor.fill(image, pixels);
  }

  /**
   * The same for a picture that is still base64 text. If Go's decoder does not take a text, such as
   * a data URI, eKuiper's {@code bytea} passes it on as it is.
   */
  private void fillOfText(ByteBuffer text, ImageException otherwise) throws ImageException {
    int begin = text.arrayOffset() + text.position();
    byte[] image = LooseBase64.decode(text.array(), begin, begin + text.remaining());
    if (image == null) {
      throw otherwise;
    }
    try {
      fill(ByteBuffer.wrap(image));
    } catch (ImageException e) {
      throw otherwise;
    }
  }

  @Override
  public void close() {
    classifier.close();
  }
}
