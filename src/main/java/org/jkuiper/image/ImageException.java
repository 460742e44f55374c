package org.jkuiper.image;

/**
 * A picture that cannot be turned into a tensor. The message is one sentence that names the cause;
 * it is shown to the user in the rule's status.
 */
public abstract class ImageException extends Exception {
  ImageException(String message) {
    super(message);
  }

  ImageException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * The cause in a word, by which such pictures are counted. It is the same in each release, and in
   * each picture of one cause.
   */
  public abstract String kind();
}
