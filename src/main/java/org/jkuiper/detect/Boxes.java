package org.jkuiper.detect;

import org.jkuiper.image.Area;
import org.jkuiper.tflite.Detection;
import org.jspecify.annotations.Nullable;

/** Puts boxes onto the picture that a model has seen a part of. */
final class Boxes {
  private Boxes() {}

  /**
   * The box in pixels of the upright picture, clipped to what the model has seen of it; null if it
   * lies outside that.
   */
  static Found.@Nullable Box in(Area seen, Detection detection) {
    long left = side(detection.left(), seen.x(), seen.width());
    long right = side(detection.right(), seen.x(), seen.width());
    long top = side(detection.top(), seen.y(), seen.height());
    long bottom = side(detection.bottom(), seen.y(), seen.height());
    if (right <= left || bottom <= top) {
      return null;
    }
    return new Found.Box((int) left, (int) top, (int) (right - left), (int) (bottom - top));
  }

  /** A fraction of the part, as the nearest edge between two of its pixels. */
  private static long side(float fraction, int from, int length) {
    return from + Math.max(0, Math.min(length, Math.round((double) fraction * length)));
  }
}
