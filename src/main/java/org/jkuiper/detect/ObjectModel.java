package org.jkuiper.detect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jkuiper.image.Area;
import org.jkuiper.image.ImageException;
import org.jkuiper.image.ImageTensor;
import org.jkuiper.inference.ModelSource;
import org.jkuiper.inference.Served;
import org.jkuiper.picture.LoosePicture;
import org.jkuiper.stats.Times;
import org.jkuiper.tflite.Detection;
import org.jkuiper.tflite.Detector;
import org.jkuiper.tflite.LabelFile;
import org.jkuiper.tflite.Model;
import org.jkuiper.tflite.ModelException;

/** A model with all that finds objects in pictures by it. For one thread at a time. */
final class ObjectModel implements Served {
  private final String name;
  private final Model model;
  private final List<String> labels;
  private final Detector detector;
  private final ImageTensor tensor;
  private Times times = new Times(0, 0, 0);

  private ObjectModel(
      String name, Model model, List<String> labels, Detector detector, ImageTensor tensor) {
    this.name = name;
    this.model = model;
    this.labels = labels;
    this.detector = detector;
    this.tensor = tensor;
  }

  /**
   * Loads a model and runs it once.
   *
   * @throws ModelException if the model can't serve; the message is one sentence
   */
  static ObjectModel load(ModelSource source) throws ModelException {
    Model model = Model.load(source.file(), source.stated());
    try {
      List<String> labels = source.readLabels(model);
      Detector detector = new Detector(model, source.settings().threads());
      try {
        detector.detect();
      } catch (ModelException e) {
        detector.close();
        throw e;
      }
      return new ObjectModel(
          source.name(),
          model,
          labels,
          detector,
          new ImageTensor(model.inputWidth(), model.inputHeight(), source.settings().limits()));
    } catch (ModelException e) {
      model.close();
      throw e;
    }
  }

  /** The model's name: that of its file without {@code .tflite}. */
  String name() {
    return name;
  }

  /** How long the last picture took whose objects were found. */
  Times times() {
    return times;
  }

  /**
   * Finds objects in a picture, which is the rest of a heap buffer.
   *
   * @return the most confident first. A class that the labels say is none ({@code ???}) is left out
   */
  List<Found> find(ByteBuffer image, DetectOptions options) throws ImageException, ModelException {
    LoosePicture.read(image, picture -> fill(picture, options));
    long began = System.nanoTime();
    List<Detection> detections = detector.detect();
    times = new Times(tensor.decodeNanos(), tensor.resizeNanos(), System.nanoTime() - began);
    Area seen = tensor.area();
    List<Found> found = new ArrayList<>();
    for (Detection detection : detections) {
      String label = labels.get(detection.category());
      Found.Box box = Boxes.in(seen, detection);
      if (box != null
          && !label.equals(LabelFile.NO_CLASS)
          && detection.score() >= options.scoreThreshold()
          && options.wants(label)) {
        found.add(new Found(detection.score(), label, box));
      }
    }
    found.sort(Comparator.comparingDouble(Found::confidence).reversed());
    return found.size() <= options.topK() ? found : found.subList(0, options.topK());
  }

  private Area fill(ByteBuffer picture, DetectOptions options) throws ImageException {
    ByteBuffer pixels = detector.pixels();
    pixels.clear();
    tensor.fill(picture, options.region(), pixels);
    return tensor.area();
  }

  @Override
  public String notice() {
    return "the model " + model + " gets " + model.normalisation();
  }

  @Override
  public void attempt(ByteBuffer picture) throws ModelException, ImageException {
    find(picture, DetectOptions.DEFAULT);
  }

  @Override
  public void close() {
    detector.close();
    model.close();
  }
}
