package org.jkuiper.image;

/** The JPEG has more scans than {@link ImageLimits#maxScans()}. */
public final class TooManyScansException extends ImageException {
  TooManyScansException(String message) {
    super(message);
  }
}
