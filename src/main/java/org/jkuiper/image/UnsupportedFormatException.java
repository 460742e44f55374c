package org.jkuiper.image;

/** The bytes are not a picture, or a kind of picture that no decoder here reads. */
public final class UnsupportedFormatException extends ImageException {
  UnsupportedFormatException(String message) {
    super(message);
  }

  @Override
  public String kind() {
    return "unsupportedFormat";
  }
}
