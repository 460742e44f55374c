package org.jkuiper.image;

/** The picture has more pixels than {@link ImageLimits#maxPixels()}. */
public final class TooManyPixelsException extends ImageException {
  TooManyPixelsException(String message) {
    super(message);
  }
}
