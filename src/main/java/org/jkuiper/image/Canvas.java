package org.jkuiper.image;

import java.util.Arrays;

/** A frame that does not fill its picture, shown in its place on the background. */
final class Canvas implements RgbImage {
  private final ImageHeader header;
  private final RgbImage frame;

  Canvas(ImageHeader header, RgbImage frame) {
    this.header = header;
    this.frame = frame;
  }

  @Override
  public int width() {
    return header.width();
  }

  @Override
  public int height() {
    return header.height();
  }

  @Override
  public boolean repeatsRowBefore(int y) {
    return y > 0 && !isInFrame(y) && !isInFrame(y - 1);
  }

  private boolean isInFrame(int y) {
    return y >= header.frame().y() && y < header.frame().y() + frame.height();
  }

  @Override
  public void row(int y, int[] pixels) {
    Arrays.fill(pixels, 0, width(), header.background());
    if (isInFrame(y)) {
      int[] frameRow = new int[frame.width()];
      frame.row(y - header.frame().y(), frameRow);
      System.arraycopy(frameRow, 0, pixels, header.frame().x(), frame.width());
    }
  }

  @Override
  public void close() {
    frame.close();
  }
}
