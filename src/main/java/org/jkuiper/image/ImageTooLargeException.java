package org.jkuiper.image;

/** The picture has more bytes than {@link ImageLimits#maxBytes()}. */
final class ImageTooLargeException extends ImageException {
  ImageTooLargeException(String message) {
    super(message);
  }

  @Override
  public String kind() {
    return "tooManyBytes";
  }
}
