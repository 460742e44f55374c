package org.jkuiper.image;

/** A decoded picture, read row by row. Closing it frees its pixels. */
interface RgbImage extends AutoCloseable {
  int width();

  int height();

  /** The width that the columns cover: less than a whole number where the last is a partial one. */
  default double exactWidth() {
    return width();
  }

  /** As {@link #exactWidth()}, of the rows. */
  default double exactHeight() {
    return height();
  }

  /** Copies row {@code y} to the start of {@code pixels} as {@code 0xRRGGBBxx}. */
  void row(int y, int[] pixels);

  @Override
  void close();
}
