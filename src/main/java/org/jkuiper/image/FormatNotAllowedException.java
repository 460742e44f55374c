package org.jkuiper.image;

/** The picture's format is not among {@link ImageLimits#formats()}. */
final class FormatNotAllowedException extends ImageException {
  FormatNotAllowedException(String message) {
    super(message);
  }

  @Override
  public String kind() {
    return "formatNotAllowed";
  }
}
