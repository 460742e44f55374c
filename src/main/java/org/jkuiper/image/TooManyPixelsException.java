package org.jkuiper.image;

/**
 * The picture has more pixels than {@link ImageLimits#maxPixels()}, or a side of more than 65,535.
 */
final class TooManyPixelsException extends ImageException {
  TooManyPixelsException(String message) {
    super(message);
  }

  @Override
  public String kind() {
    return "tooManyPixels";
  }
}
