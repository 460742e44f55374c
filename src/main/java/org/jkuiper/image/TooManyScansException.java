package org.jkuiper.image;

/** The JPEG has more scans than {@link ImageLimits#maxScans()}. */
final class TooManyScansException extends ImageException {
  TooManyScansException(String message) {
    super(message);
  }

  @Override
  public String kind() {
    return "tooManyScans";
  }
}
