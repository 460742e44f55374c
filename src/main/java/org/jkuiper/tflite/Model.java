package org.jkuiper.tflite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorflowlite.Allocation;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.jkuiper.tflite.ModelMetadata.Normalisation;

/**
 * A model that takes one picture, uint8, int8 or float32. A classifier gives one score per class,
 * of these types; a detector gives boxes, as TFLite's detection post-process makes them. Everything
 * that depends on the model (input size, quantisation, normalisation, logits or probabilities,
 * labels) is read from its file.
 *
 * <p>The file is mapped, not copied, and checked before TFLite builds anything from it. Do not
 * change it in place while the model is open: a mapped file that shrinks kills the process. To
 * replace it, rename another file over it.
 *
 * <p>Thread-safe. {@link Classifier}s or {@link Detector}s share it. Its memory is freed when it
 * and the last of them are closed.
 */
public final class Model implements AutoCloseable {

  private final Path file;
  private final FlatBufferModel handle;
  private final ModelGraph graph;
  private final PixelEncoding encoding;
  private final ModelSettings settings;
  private final String normalisation;
  private final Optional<List<String>> labels;
  private final Optional<ScoreCalibration> calibration;
  private boolean closed;

  private Model(Path file, ModelSettings settings, FlatBufferModel handle) throws ModelException {
    this.settings = settings;
    this.file = file;
    this.handle = handle;
    Allocation allocation = handle.allocation();
    try (BytePointer base = new BytePointer(allocation.base())) {
      ByteBuffer bytes = base.capacity(allocation.bytes()).asByteBuffer();
      FlatTable model = FlatTable.root(bytes);
      Optional<ByteBuffer> described = ModelGraph.metadata(model);
      ModelMetadata metadata =
          described.isPresent() ? ModelMetadata.read(described.get()) : ModelMetadata.NONE;
      int count = ModelGraph.outputs(model) > 1 ? countLabels(bytes, metadata) : -1;
      this.graph = ModelGraph.read(model, count);
      if (!settings.mean().isEmpty()) {
        Normalisation demanded = new Normalisation(settings.mean(), settings.std());
        this.encoding = PixelEncoding.demanded(graph.input(), demanded);
        this.normalisation = demanded + ", as the settings demand";
      } else if (metadata.normalisation().isPresent()) {
        this.encoding = PixelEncoding.of(graph.input(), metadata.normalisation());
        this.normalisation = metadata.normalisation().get() + ", as its metadata states";
      } else if (graph.range().isPresent()) {
        this.encoding = PixelEncoding.of(graph.input(), graph.range());
        this.normalisation = graph.range().get() + ", to which its graph's first constants fit";
      } else if (graph.input().type() == Tensor.Type.FLOAT32) {
        this.encoding = PixelEncoding.of(graph.input(), Optional.empty());
        this.normalisation =
            Normalisation.DEFAULT + ", a guess: set mean= and std= if its labels are wrong";
      } else {
        this.encoding = PixelEncoding.of(graph.input(), Optional.empty());
        this.normalisation = "bytes as they are, since its input is quantised or an integer";
      }
      this.labels =
          metadata.labelFile().isPresent()
              ? Optional.of(LabelFile.read(bytes, metadata.labelFile().get(), classes(), kind()))
              : Optional.empty();
      this.calibration = calibration(bytes, metadata);
    } catch (IndexOutOfBoundsException e) {
      throw new ModelException("it is damaged: an offset leads out of it", e);
    }
  }

  /**
   * Opens a model file.
   *
   * @throws ModelException if the file is missing, unreadable, truncated, damaged, not TFLite or
   *     neither an image classifier nor a detector, or its metadata is hostile; the message says
   *     what is wrong
   */
  public static Model load(Path file) throws ModelException {
    return load(file, ModelSettings.NONE);
  }

  /**
   * Opens a model file with settings of the user, which win over what the file says.
   *
   * @throws ModelException if the model cannot serve, as {@link #load(Path)} says
   */
  public static Model load(Path file, ModelSettings settings) throws ModelException {
    try {
      FlatBufferModel handle = ModelFile.open(file);
      try {
        return new Model(file, settings, handle);
      } catch (ModelException | RuntimeException e) {
        handle.releaseReference();
        throw e;
      }
    } catch (ModelException e) {
      throw new ModelException("the model " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** How many labels there are; -1 if none are found. Needed before the output is known. */
  private int countLabels(ByteBuffer bytes, ModelMetadata metadata) throws ModelException {
    if (settings.labels().isPresent() && Files.isRegularFile(settings.labels().get())) {
      try {
        return LabelFile.count(settings.labels().get());
      } catch (IOException e) {
        throw new ModelException("its label file cannot be read (" + e + ")", e);
      }
    }
    return metadata.labelFile().isPresent()
        ? LabelFile.count(bytes, metadata.labelFile().get())
        : -1;
  }

  /** A setting of what makes probabilities of the scores wins over it. */
  private Optional<ScoreCalibration> calibration(ByteBuffer bytes, ModelMetadata metadata)
      throws ModelException {
    return metadata.calibration().isPresent() && settings.activation().isEmpty()
        ? Optional.of(ScoreCalibration.read(bytes, metadata.calibration().get(), classes()))
        : Optional.empty();
  }

  /** How the input's values are made from the pixels, and why, for the log. */
  public String normalisation() {
    return normalisation;
  }

  /** The input's shape and type for people: {@code [1, 224, 224, 3] uint8, 0.0078 * (n - 128)}. */
  public String input() {
    return graph.input().toString();
  }

  /** What comes out, for people. */
  public String output() {
    return graph.outputs().toString();
  }

  ModelSettings settings() {
    return settings;
  }

  /** What makes confidences of the scores in the place of an activation, if the model has it. */
  Optional<ScoreCalibration> calibration() {
    return calibration;
  }

  /** What makes probabilities of the scores; empty if neither a setting nor the graph tells. */
  Optional<Activation> activation() {
    return settings.activation().isEmpty() && graph.outputs() instanceof Scores scores
        ? scores.activation()
        : settings.activation();
  }

  /** Width of the pictures that the model takes, in pixels. */
  public int inputWidth() {
    return graph.layout().width();
  }

  /** Height of the pictures that the model takes, in pixels. */
  public int inputHeight() {
    return graph.layout().height();
  }

  /** What the model does with a picture. */
  public ModelKind kind() {
    return graph.outputs().kind();
  }

  /** Number of classes that the model tells apart, for a detector without the background. */
  public int classes() {
    return graph.outputs().classes();
  }

  /** One label per class, in the order of the output, if the model carries them itself. */
  public Optional<List<String>> labels() {
    return labels;
  }

  /**
   * Reads one label per class from a file of their own. For a detector, the file's first line may
   * stand for the background, as {@code ???} does in TensorFlow's; it is passed over.
   *
   * @throws IOException if {@code file} is no regular file or cannot be read
   * @throws ModelException if it is too large, not UTF-8, or has another number of labels
   */
  public List<String> readLabels(Path file) throws IOException, ModelException {
    return LabelFile.read(file, classes(), kind());
  }

  ModelGraph graph() {
    return graph;
  }

  PixelEncoding encoding() {
    return encoding;
  }

  /** The native model. Give it back by {@link FlatBufferModel#releaseReference()}. */
  synchronized FlatBufferModel retain() {
    if (closed) {
      throw new IllegalStateException("the model is closed");
    }
    handle.retainReference();
    return handle;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      handle.releaseReference();
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
