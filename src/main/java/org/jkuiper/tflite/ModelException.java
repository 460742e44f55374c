package org.jkuiper.tflite;

import org.jspecify.annotations.Nullable;

/**
 * A model that cannot be loaded or run. The message is one sentence that names the file and the
 * cause.
 */
public final class ModelException extends Exception {

  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
