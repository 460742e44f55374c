package org.jkuiper.image;

/**
 * A rectangle of an upright picture, in pixels from its top left corner; at least one pixel, and
 * none outside of the picture.
 *
 * @param pictureWidth width of the whole picture
 * @param pictureHeight height of the whole picture
 */
public record Area(int pictureWidth, int pictureHeight, int x, int y, int width, int height) {

  /** The same rectangle as the picture lies in its file. */
  Area stored(Orientation orientation) {
    int fromX = orientation.reversesX ? pictureWidth - x - width : x;
    int fromY = orientation.reversesY ? pictureHeight - y - height : y;
    return orientation.swapsAxes
        ? new Area(pictureHeight, pictureWidth, fromY, fromX, height, width)
        : new Area(pictureWidth, pictureHeight, fromX, fromY, width, height);
  }
}
