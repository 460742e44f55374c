package org.jkuiper.image;

/** A decoded picture, read row by row, by several threads at once. Closing it frees its pixels. */
interface RgbImage extends AutoCloseable {
  int width();

  int height();

  /**
   * The width that the columns cover: less than their number if the last one is a partial column.
   */
  default double exactWidth() {
    return width();
  }

  /** The height that the rows cover, like {@link #exactWidth()}. */
  default double exactHeight() {
    return height();
  }

  /** The width of the whole picture, before a decoder reduced it. */
  default int pictureWidth() {
    return width();
  }

  /** The height of the whole picture, like {@link #pictureWidth()}. */
  default int pictureHeight() {
    return height();
  }

  /** Copies row {@code y} to the start of {@code pixels} as {@code 0xRRGGBBxx}. */
  void row(int y, int[] pixels);

  /** Whether row {@code y} is known to equal the row before it, which saves resampling it. */
  default boolean repeatsRowBefore(int y) {
    return false;
  }

  @Override
  void close();
}
