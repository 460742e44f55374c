package org.jkuiper.image;

/**
 * The filter that resizes along one axis: which source pixels make each target pixel, and how much
 * each counts. It is a bicubic filter (a = -0.5), widened by the factor of reduction so that no
 * source pixel is skipped. Pillow's {@code Image.resize} does the same.
 */
final class FilterTable {
  /** How many bits of a weight are behind the point; {@link Lanes} has room for these. */
  static final int PRECISION = 12;

  private static final double RADIUS = 2;

  /** Weights of one target pixel: {@code weights[taps * target]} and following. */
  final int taps;

  /** Fixed point; those of one target pixel sum to 1. */
  final int[] weights;

  /** The first source pixel that counts. */
  final int begin;

  /** The source pixel behind the last one that counts. */
  final int end;

  /** First source pixel of each target pixel. */
  final int[] first;

  /** Number of source pixels of each target pixel, at most {@code taps}. */
  final int[] count;

  /**
   * @param source number of source pixels
   * @param offset where the region begins among them
   * @param extent how many of them the region covers. Its edges may lie within a pixel
   * @param target number of target pixels
   */
  FilterTable(int source, double offset, double extent, int target) {
    begin = (int) offset;
    end = Math.min((int) Math.ceil(offset + extent), source);
    double step = extent / target;
    double scale = Math.max(step, 1);
    double support = RADIUS * scale;
    taps = (int) Math.ceil(support) * 2 + 1;
    weights = new int[Math.multiplyExact(taps, target)];
    first = new int[target];
    count = new int[target];
    double[] real = new double[taps];
    for (int i = 0; i < target; i++) {
      // Counted from the first pixel that counts, so a region is filtered as a picture of its own.
      double center = offset - begin + (i + 0.5) * step;
      int from = Math.max((int) (center - support + 0.5), 0);
      int to = Math.min((int) (center + support + 0.5), end - begin);
      first[i] = begin + from;
      count[i] = to - from;
      double sum = 0;
      for (int k = 0; k < to - from; k++) {
        real[k] = bicubic((k + from - center + 0.5) * (1 / scale));
        sum += real[k];
      }
      // The next weight gets what rounding takes from this one, so a plain area stays as it is.
      double rest = 0;
      for (int k = 0; k < to - from; k++) {
        double weight = (sum == 0 ? real[k] : real[k] / sum) * (1 << PRECISION) + rest;
        weights[taps * i + k] = (int) Math.rint(weight);
        rest = weight - Math.rint(weight);
      }
    }
  }

  private static double bicubic(double distance) {
    final double a = -0.5;
    double x = Math.abs(distance);
    if (x < 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
  }
}
