package org.jkuiper.image;

/** The picture takes longer than {@link ImageLimits#maxTime()}. */
final class ImageTimeoutException extends ImageException {
  ImageTimeoutException(String message) {
    super(message);
  }

  @Override
  public String kind() {
    return "timeout";
  }
}
