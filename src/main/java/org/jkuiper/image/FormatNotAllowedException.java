package org.jkuiper.image;

/** The picture's format is not among {@link ImageLimits#formats()}. */
public final class FormatNotAllowedException extends ImageException {
  FormatNotAllowedException(String message) {
    super(message);
  }
}
