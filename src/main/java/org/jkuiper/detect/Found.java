package org.jkuiper.detect;

/**
 * An object in a picture.
 *
 * @param confidence what the model gives it, mostly 0 to 1
 * @param label the class, as the label file prints it, such as {@code person}
 * @param box where it is
 */
record Found(float confidence, String label, Box box) {

  /**
   * Pixels of the upright picture, from its upper left corner: at least one, and none outside it.
   */
  record Box(int x, int y, int width, int height) {}
}
