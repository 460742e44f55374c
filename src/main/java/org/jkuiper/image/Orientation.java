package org.jkuiper.image;

import java.util.Arrays;

/**
 * How a picture lies in its file, in EXIF's order 1 to 8 (EXIF 2.32, 4.6.4 A, tag 274). To turn it
 * upright, swap the axes if it says so, then count x or y from the other side if it says so.
 */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, true, false),
  HALF_TURN(false, true, true),
  FLIPPED(false, false, true),
  TRANSPOSED(true, false, false),
  QUARTER_TURN_RIGHT(true, true, false),
  TRANSVERSE(true, true, true),
  QUARTER_TURN_LEFT(true, false, true);

  private static final Orientation[] BY_EXIF_VALUE = values();

  final boolean swapsAxes;
  final boolean reversesX;
  final boolean reversesY;

  Orientation(boolean swapsAxes, boolean reversesX, boolean reversesY) {
    this.swapsAxes = swapsAxes;
    this.reversesX = reversesX;
    this.reversesY = reversesY;
  }

  /** What EXIF calls it, 1 to 8. */
  int exifValue() {
    return Arrays.asList(BY_EXIF_VALUE).indexOf(this) + 1;
  }

  static Orientation ofExifValue(int value) {
    return value >= 1 && value <= 8 ? BY_EXIF_VALUE[value - 1] : UPRIGHT;
  }
}
