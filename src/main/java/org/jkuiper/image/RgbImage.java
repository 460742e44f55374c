package org.jkuiper.image;

/** A decoded picture, read row by row. Closing it frees its pixels. */
interface RgbImage extends AutoCloseable {
  int width();

  int height();

  /** Copies row {@code y} to the start of {@code pixels} as {@code 0xRRGGBBxx}. */
  void row(int y, int[] pixels);

  @Override
  void close();
}
