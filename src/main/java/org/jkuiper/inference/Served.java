package org.jkuiper.inference;

import java.nio.ByteBuffer;
import org.jkuiper.image.ImageException;
import org.jkuiper.tflite.ModelException;

/** What a function has made of a model's file: loaded, and run once. */
public interface Served extends AutoCloseable {
  /** What the log says once it serves. */
  String notice();

  /**
   * Does for a picture all that it does in service.
   *
   * @param picture the remaining bytes of a heap buffer
   * @throws ModelException if the model is of no use
   * @throws ImageException if the picture is
   */
  void attempt(ByteBuffer picture) throws ModelException, ImageException;

  /** Gives the model's memory back. */
  @Override
  void close();
}
