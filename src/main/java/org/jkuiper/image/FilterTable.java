package org.jkuiper.image;

/**
 * Which source pixels make each target pixel along one axis, and how much each counts: a bicubic
 * filter (a = -0.5) widened by the factor of reduction, so that no source pixel is skipped. The
 * numbers are those of Pillow's {@code Image.resize}, bit for bit.
 */
final class FilterTable {
  /** Weights are fixed point: 8 bits of colour and 2 of overshoot leave 22 in an int. */
  static final int PRECISION = 22;

  private static final double RADIUS = 2;

  /** Weights of one target pixel: {@code weights[taps * target]} and following. */
  final int taps;

  final int[] weights;

  /** First source pixel of each target pixel. */
  final int[] first;

  /** Number of source pixels of each target pixel, at most {@code taps}. */
  final int[] count;

  /**
   * @param source number of source pixels
   * @param extent how many of them the picture covers: {@code source}, or up to one less
   * @param target number of target pixels
   */
  FilterTable(int source, double extent, int target) {
    double step = extent / target;
    double scale = Math.max(step, 1);
    double support = RADIUS * scale;
    taps = (int) Math.ceil(support) * 2 + 1;
    weights = new int[Math.multiplyExact(taps, target)];
    first = new int[target];
    count = new int[target];
    double[] real = new double[taps];
    for (int i = 0; i < target; i++) {
      double center = (i + 0.5) * step;
      int from = Math.max((int) (center - support + 0.5), 0);
      int to = Math.min((int) (center + support + 0.5), source);
      first[i] = from;
      count[i] = to - from;
      double sum = 0;
      for (int k = 0; k < to - from; k++) {
        real[k] = bicubic((k + from - center + 0.5) * (1 / scale));
        sum += real[k];
      }
      for (int k = 0; k < to - from; k++) {
        double weight = sum == 0 ? real[k] : real[k] / sum;
        weights[taps * i + k] = (int) (weight * (1 << PRECISION) + (weight < 0 ? -0.5 : 0.5));
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
