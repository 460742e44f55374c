package org.jkuiper.image;

/** The picture takes longer than {@link ImageLimits#maxTime()}. */
public final class ImageTimeoutException extends ImageException {
  ImageTimeoutException(String message) {
    super(message);
  }
}
