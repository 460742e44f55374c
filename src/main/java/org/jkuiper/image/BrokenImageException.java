package org.jkuiper.image;

/** The picture is truncated or damaged. A picture is decoded whole or not at all. */
final class BrokenImageException extends ImageException {
  BrokenImageException(String message) {
    super(message);
  }

  BrokenImageException(String message, Throwable cause) {
    super(message, cause);
  }

  static BrokenImageException truncated(ImageFormat format) {
    return new BrokenImageException("the image is a truncated " + format);
  }

  /** {@code what} ends the sentence "the image is a damaged PNG: …". */
  static BrokenImageException damaged(ImageFormat format, String what) {
    return new BrokenImageException("the image is a damaged " + format + ": " + what);
  }

  @Override
  public String kind() {
    return "brokenImage";
  }
}
