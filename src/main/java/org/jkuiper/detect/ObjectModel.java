package org.jkuiper.detect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jkuiper.image.Area;
import org.jkuiper.image.ImageException;
import org.jkuiper.image.ImageTensor;
import org.jkuiper.image.Region;
import org.jkuiper.inference.ModelSource;
import org.jkuiper.inference.Served;
import org.jkuiper.options.Recent;
import org.jkuiper.picture.LoosePicture;
import org.jkuiper.stats.Times;
import org.jkuiper.tflite.Detection;
import org.jkuiper.tflite.Detector;
import org.jkuiper.tflite.Model;
import org.jkuiper.tflite.ModelException;

/** A model with all that finds objects in pictures by it. For one thread at a time. */
final class ObjectModel implements Served {
  private final String name;
  private final Model model;
  private final List<String> labels;
  private final Detector detector;
  private final ImageTensor tensor;
  private final DetectOptions defaults;
  private final Search byDefault;
  private final Recent<DetectOptions, Search> searches =
      new Recent<>() {
        @Override
        protected Search make(DetectOptions options) {
          return Search.of(options.over(defaults), name, labels);
        }
      };
  private Times times = new Times(0, 0, 0);

  private ObjectModel(ModelSource source, Model model, Detector detector) throws ModelException {
    this.name = source.name();
    this.model = model;
    this.labels = source.readLabels(model);
    this.detector = detector;
    this.tensor =
        new ImageTensor(model.inputWidth(), model.inputHeight(), source.settings().limits());
    try {
      this.defaults = DetectOptions.ofFile(name + ".properties", source.own());
      this.byDefault = Search.of(defaults, name, labels);
    } catch (IllegalArgumentException e) {
      throw new ModelException(String.valueOf(e.getMessage()), e);
    }
    detector.detect();
  }

  /**
   * Loads a model and runs it once.
   *
   * @throws ModelException if the model can't serve; the message is one sentence
   */
  static ObjectModel load(ModelSource source) throws ModelException {
    Model model = Model.load(source.file(), source.stated());
    try {
      Detector detector = new Detector(model, source.settings().threads());
      try {
        return new ObjectModel(source, model, detector);
      } catch (ModelException e) {
        detector.close();
        throw e;
      }
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

  /** What this model looks for with these options, over its defaults. */
  Search search(DetectOptions options) {
    return options.leavesAllOpen() ? byDefault : searches.of(options);
  }

  /** Finds objects in a picture, which is the rest of a heap buffer; the most confident first. */
  List<Found> find(ByteBuffer image, Search search) throws ImageException, ModelException {
    Area seen = LoosePicture.read(image, picture -> fill(picture, search.region()));
    long began = System.nanoTime();
    List<Detection> detections = detector.detect();
    times = new Times(tensor.decodeNanos(), tensor.resizeNanos(), System.nanoTime() - began);
    List<Found> found = new ArrayList<>();
    for (Detection detection : detections) {
      Found.Box box = Boxes.in(seen, detection);
      if (box != null
          && search.classes().get(detection.category())
          && detection.score() >= search.scoreThreshold()) {
        found.add(new Found(detection.score(), labels.get(detection.category()), box));
      }
    }
    found.sort(Comparator.comparingDouble(Found::confidence).reversed());
    return found.size() <= search.topK() ? found : found.subList(0, search.topK());
  }

  /** Puts the pixels of a part of a picture where the model takes them from. */
  private Area fill(ByteBuffer picture, Region region) throws ImageException {
    ByteBuffer pixels = detector.pixels();
    pixels.clear();
    tensor.fill(picture, region, pixels);
    return tensor.area();
  }

  @Override
  public String notice() {
    return "the model " + model + " gets " + model.normalisation();
  }

  @Override
  public void attempt(ByteBuffer picture) throws ModelException, ImageException {
    find(picture, byDefault);
  }

  @Override
  public void close() {
    detector.close();
    model.close();
  }
}
