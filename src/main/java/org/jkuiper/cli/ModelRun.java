package org.jkuiper.cli;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jkuiper.image.ImageException;
import org.jkuiper.image.ImageLimits;
import org.jkuiper.image.ImageTensor;
import org.jkuiper.tflite.Classifier;
import org.jkuiper.tflite.Delegation;
import org.jkuiper.tflite.Detection;
import org.jkuiper.tflite.Detector;
import org.jkuiper.tflite.Model;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.ModelKind;

/** A model at work, whatever it does with a picture. */
abstract class ModelRun implements AutoCloseable {
  private static final int SHOWN = 3;
  private static final int MOST_RUNS = 50;
  private static final int LEAST_RUNS = 5;
  private static final long MOST_NANOS = 2_000_000_000L;

  /**
   * @param runs how many there were
   * @param millis their median
   */
  record Timing(int runs, double millis) {}

  /**
   * Makes the interpreter.
   *
   * @throws ModelException if TFLite refuses the model
   */
  static ModelRun of(Model model, int threads) throws ModelException {
    return model.kind() == ModelKind.DETECTION
        ? new Detecting(new Detector(model, threads))
        : new Classifying(new Classifier(model, threads));
  }

  abstract ByteBuffer pixels();

  abstract Delegation delegation();

  /** What makes probabilities of the scores, and how that is known, if anything does. */
  abstract Optional<String> activation();

  /** Runs it on what is in {@link #pixels()}. */
  abstract void run() throws ModelException;

  /**
   * What the last {@link #run} found, the surest first.
   *
   * @param labels one a class; none if there are none, and numbers take their place
   */
  abstract List<String> answers(List<String> labels);

  /** Puts a picture in. */
  final void fill(Model model, byte[] picture) throws ImageException {
    pixels().clear();
    new ImageTensor(model.inputWidth(), model.inputHeight(), ImageLimits.DEFAULT)
        .fill(ByteBuffer.wrap(picture), pixels());
  }

  /** Runs it for up to two seconds or fifty times, after a first run that does not count. */
  final Timing time() throws ModelException {
    run();
    long[] nanos = new long[MOST_RUNS];
    long begun = System.nanoTime();
    int runs = 0;
    while (runs < MOST_RUNS && (runs < LEAST_RUNS || System.nanoTime() - begun < MOST_NANOS)) {
      long before = System.nanoTime();
      run();
      nanos[runs++] = System.nanoTime() - before;
    }
    Arrays.sort(nanos, 0, runs);
    return new Timing(runs, nanos[runs / 2] / 1e6);
  }

  @Override
  public abstract void close();

  private static String answer(List<String> labels, int index, float confidence) {
    String name = labels.isEmpty() ? "class " + index : labels.get(index);
    return name + " " + String.format(Locale.ROOT, "%.2f", confidence);
  }

  private static final class Classifying extends ModelRun {
    private final Classifier classifier;
    private float[] probabilities = {};

    Classifying(Classifier classifier) {
      this.classifier = classifier;
    }

    @Override
    ByteBuffer pixels() {
      return classifier.pixels();
    }

    @Override
    Delegation delegation() {
      return classifier.delegation();
    }

    @Override
    Optional<String> activation() {
      return Optional.of(classifier.activation());
    }

    @Override
    void run() throws ModelException {
      probabilities = classifier.classify();
    }

    @Override
    List<String> answers(List<String> labels) {
      float[] each = probabilities;
      if (each.length == 1 && labels.size() == 2) {
        // As in Keras, a single score is the probability of the second label.
        each = new float[] {1 - each[0], each[0]};
      }
      float[] of = each;
      return IntStream.range(0, of.length)
          .boxed()
          .sorted(Comparator.comparing(i -> -of[i]))
          .limit(SHOWN)
          .map(i -> answer(labels, i, of[i]))
          .toList();
    }

    @Override
    public void close() {
      classifier.close();
    }
  }

  private static final class Detecting extends ModelRun {
    private final Detector detector;
    private List<Detection> detections = List.of();

    Detecting(Detector detector) {
      this.detector = detector;
    }

    @Override
    ByteBuffer pixels() {
      return detector.pixels();
    }

    @Override
    Delegation delegation() {
      return detector.delegation();
    }

    @Override
    Optional<String> activation() {
      return Optional.empty();
    }

    @Override
    void run() throws ModelException {
      detections = detector.detect();
    }

    @Override
    List<String> answers(List<String> labels) {
      List<Detection> surest = new ArrayList<>(detections);
      surest.sort(Comparator.comparing(Detection::score).reversed());
      return surest.stream()
          .limit(SHOWN)
          .map(found -> answer(labels, found.category(), found.score()))
          .toList();
    }

    @Override
    public void close() {
      detector.close();
    }
  }
}
