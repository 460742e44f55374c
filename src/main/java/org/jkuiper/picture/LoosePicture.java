package org.jkuiper.picture;

import java.nio.ByteBuffer;
import org.jkuiper.image.ImageException;
import org.jkuiper.image.UnsupportedFormatException;
import org.jkuiper.text.LooseBase64;

/**
 * A picture that may still be base64 text. If Go's decoder does not take a text, such as a data
 * URI, eKuiper's {@code bytea} passes it on as it is.
 */
public final class LoosePicture {
  /**
   * What is done with a picture's bytes.
   *
   * @param <T> what comes of it
   * @param <X> what else may go wrong
   */
  public interface Reader<T, X extends Exception> {
    /** Reads the remaining bytes of a heap buffer. */
    T read(ByteBuffer picture) throws ImageException, X;
  }

  private LoosePicture() {}

  /**
   * Reads bytes as a picture, or else as the base64 of one.
   *
   * @throws ImageException if they are neither, or the base64 is that of a picture with a fault
   */
  public static <T, X extends Exception> T read(ByteBuffer bytes, Reader<T, X> reader)
      throws ImageException, X {
    try {
      return reader.read(bytes);
    } catch (UnsupportedFormatException e) {
      return readText(bytes, e, reader);
    }
  }

  /**
   * Reads bytes that are no picture as the base64 of one.
   *
   * @param otherwise says what is wrong with the bytes as they are
   * @throws ImageException {@code otherwise} if they are no base64 or not that of a picture; else
   *     what is wrong with that picture
   */
  public static <T, X extends Exception> T readText(
      ByteBuffer bytes, UnsupportedFormatException otherwise, Reader<T, X> reader)
      throws ImageException, X {
    int begin = bytes.arrayOffset() + bytes.position();
    byte[] picture = LooseBase64.decode(bytes.array(), begin, begin + bytes.remaining());
    if (picture == null) {
      throw otherwise;
    }
    try {
      return reader.read(ByteBuffer.wrap(picture));
    } catch (UnsupportedFormatException e) {
      throw otherwise;
    }
  }
}
