package org.jkuiper.tflite;

import static org.jkuiper.tflite.Schema.*;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorflowlite.Allocation;
import org.bytedeco.tensorflowlite.FlatBufferModel;

/** What a model does with a picture. */
public enum ModelKind {
  /** It gives each class a score for the whole picture: {@link Classifier}. */
  CLASSIFICATION,
  /** It finds objects and their boxes, by TFLite's detection post-process: {@link Detector}. */
  DETECTION;

  /** As a sentence calls it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Tells the kind by the operators, which takes less than a millisecond: no interpreter is built.
   * A model that is no detection counts as a classification.
   *
   * @return empty if the file is no model
   */
  public static Optional<ModelKind> of(Path file) {
    FlatBufferModel handle;
    try {
      handle = ModelFile.open(file);
    } catch (ModelException e) {
      return Optional.empty();
    }
    Allocation allocation = handle.allocation();
    try (BytePointer base = new BytePointer(allocation.base())) {
      ByteBuffer bytes = base.capacity(allocation.bytes()).asByteBuffer();
      boolean detects =
          FlatTable.root(bytes)
              .tablesAt(MODEL_OPERATOR_CODES)
              .anyMatch(
                  code ->
                      DetectionPostProcess.NAME.equals(code.stringAt(OPERATOR_CODE_CUSTOM_CODE)));
      return Optional.of(detects ? DETECTION : CLASSIFICATION);
    } catch (IndexOutOfBoundsException e) {
      return Optional.empty();
    } finally {
      handle.releaseReference();
    }
  }
}
