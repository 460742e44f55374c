package org.jkuiper.label;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jkuiper.image.ImageException;
import org.jkuiper.image.ImageTensor;
import org.jkuiper.image.Region;
import org.jkuiper.image.UnsupportedFormatException;
import org.jkuiper.picture.LoosePicture;
import org.jkuiper.stats.ModelStats;
import org.jkuiper.stats.Times;
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
  private Times times = new Times(0, 0, 0);

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

  /**
   * The most confident labels of a picture, ranked. The picture is the rest of a heap buffer.
   *
   * @return a list of {@link Label}, or of {@link DetailedLabel} if details are wanted
   */
  List<?> label(ByteBuffer image, Answering answering) throws ImageException, ModelException {
    try {
      fill(image, answering.region());
    } catch (UnsupportedFormatException e) {
      LoosePicture.readText(image, e, picture -> fill(picture, answering.region()));
    }
    long began = System.nanoTime();
    float[] scores = classifier.classify();
    times = new Times(tensor.decodeNanos(), tensor.resizeNanos(), System.nanoTime() - began);
    List<Label> ranking = Ranking.of(scores, answering);
    return answering.details() ? detailed(ranking) : ranking;
  }

  /** The same, counted. */
  List<?> label(ByteBuffer image, Answering answering, ModelStats counters)
      throws ImageException, ModelException {
    try {
      List<?> labels = label(image, answering);
      counters.picture(times);
      return labels;
    } catch (ImageException e) {
      counters.error(e.kind());
      throw e;
    } catch (ModelException e) {
      counters.error(ModelStats.MODEL);
      throw e;
    }
  }

  private List<DetailedLabel> detailed(List<Label> ranking) {
    List<DetailedLabel> detailed = new ArrayList<>(ranking.size());
    for (Label label : ranking) {
      detailed.add(
          new DetailedLabel(
              label.confidence(), label.label(), model.source().name(), times.millis()));
    }
    return detailed;
  }

  private ByteBuffer fill(ByteBuffer image, Region region) throws ImageException {
    ByteBuffer pixels = classifier.pixels();
    pixels.clear();
    tensor.fill(image, region, pixels);
    return pixels;
  }

  @Override
  public void close() {
    classifier.close();
  }
}
