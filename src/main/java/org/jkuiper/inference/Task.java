package org.jkuiper.inference;

import java.util.Set;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.ModelKind;

/**
 * What a function does with a model.
 *
 * @param <T> what it makes of a model's file
 */
public interface Task<T extends Served> {
  /** The models that it takes. */
  ModelKind kind();

  /** The key of {@code pyai.properties} that names the model for a call that names none. */
  String defaultKey();

  /** What to do if there is no model for it, as the end of a sentence. */
  String remedy();

  /**
   * The keys of {@code NAME.properties} that are its own. {@link ModelSource#own} has their values.
   */
  Set<String> ownKeys();

  /**
   * The keys of {@code pyai.properties} that are its own. {@link ModelSource#common} has their
   * values.
   */
  Set<String> commonKeys();

  /**
   * Loads a model and runs it once, so that the first picture takes no longer than others.
   *
   * @throws ModelException if it can't serve; the message is one sentence. Nothing stays loaded
   */
  T load(ModelSource source) throws ModelException;
}
