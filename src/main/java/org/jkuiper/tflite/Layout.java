package org.jkuiper.tflite;

import java.util.List;

/**
 * How an input tensor lays out its picture.
 *
 * @param channels 3 for red, green and blue, 1 for grey
 * @param planar whether each channel's plane lies whole: [1, channels, height, width]
 */
record Layout(int height, int width, int channels, boolean planar) {

  /** No classifier has longer sides. The limit also keeps every size within an int's range. */
  private static final int MAX_SIDE = 4096;

  /**
   * Reads the layout off a shape.
   *
   * @throws ModelException if the shape is not that of a picture
   */
  static Layout of(List<Integer> shape) throws ModelException {
    boolean sized =
        shape.size() == 4
            && shape.get(0) == 1
            && shape.stream().allMatch(side -> side >= 1 && side <= MAX_SIDE);
    if (sized && isChannels(shape.get(3))) {
      return new Layout(shape.get(1), shape.get(2), shape.get(3), false);
    }
    if (sized && isChannels(shape.get(1))) {
      return new Layout(shape.get(2), shape.get(3), shape.get(1), true);
    }
    throw new ModelException(
        "its input has the shape "
            + shape
            + " where [1, height, width, 3] is needed, or 1 for grey in place of 3, or [1, 3,"
            + " height, width], sides up to "
            + MAX_SIDE);
  }

  private static boolean isChannels(int side) {
    return side == 3 || side == 1;
  }

  boolean isInterleavedRgb() {
    return channels == 3 && !planar;
  }
}
