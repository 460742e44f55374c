package org.jkuiper.image;

/** The region to take is not within the picture, or has no pixel. */
final class RegionException extends ImageException {
  RegionException(String message) {
    super(message);
  }

  @Override
  public String kind() {
    return "badRegion";
  }
}
