package org.jkuiper.image;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Resizes to one target size, turning the picture upright on the way. First along the rows, then
 * along the columns, as Pillow does; only as many rows are held as one target row needs. For one
 * thread at a time.
 */
final class Resampler {
  private static final int CACHED_TABLES = 8;
  private static final int LARGEST_CACHED = 1 << 16;
  private static final int HALF = 1 << (FilterTable.PRECISION - 1);

  private record Axis(int source, double extent, int target) {}

  private final int width;
  private final int height;
  private final Map<Axis, FilterTable> tables =
      new LinkedHashMap<>(2 * CACHED_TABLES, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Axis, FilterTable> eldest) {
          return size() > CACHED_TABLES;
        }
      };
  private int[] pixels = {};
  private int[][] ring = {};

  Resampler(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** Fills {@code rgb} with width times height times three bytes, row by row. */
  void resample(RgbImage image, Orientation orientation, byte[] rgb) {
    int columns = orientation.swapsAxes ? height : width;
    int rows = orientation.swapsAxes ? width : height;
    FilterTable horizontal = table(new Axis(image.width(), image.exactWidth(), columns));
    FilterTable vertical = table(new Axis(image.height(), image.exactHeight(), rows));
    if (pixels.length < image.width()) {
      pixels = new int[image.width()];
    }
    if (ring.length < vertical.taps || ring[0].length != 3 * columns) {
      ring = new int[vertical.taps][3 * columns];
    }
    int[] sums = new int[3 * columns];
    int next = 0;
    for (int y = 0; y < rows; y++) {
      int from = vertical.first[y];
      int to = from + vertical.count[y];
      for (next = Math.max(next, from); next < to; next++) {
        image.row(next, pixels);
        shrinkRow(horizontal, pixels, ring[next % ring.length]);
      }
      Arrays.fill(sums, HALF);
      for (int k = from; k < to; k++) {
        addRow(sums, ring[k % ring.length], vertical.weights[vertical.taps * y + k - from]);
      }
      store(sums, orientation, y, rgb);
    }
  }

  private static void shrinkRow(FilterTable table, int[] pixels, int[] row) {
    for (int x = 0; x < table.first.length; x++) {
      int first = table.first[x];
      int weight = table.taps * x;
      int red = HALF;
      int green = HALF;
      int blue = HALF;
      for (int k = 0; k < table.count[x]; k++) {
        int pixel = pixels[first + k];
        int w = table.weights[weight + k];
        red += (pixel >>> 24) * w;
        green += (pixel >>> 16 & 0xff) * w;
        blue += (pixel >>> 8 & 0xff) * w;
      }
      row[3 * x] = clip(red);
      row[3 * x + 1] = clip(green);
      row[3 * x + 2] = clip(blue);
    }
  }

  private static void addRow(int[] sums, int[] row, int weight) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i] * weight;
    }
  }

  /** Writes row {@code y} of the picture as it lies to where it belongs when upright. */
  private void store(int[] sums, Orientation orientation, int y, byte[] rgb) {
    int columns = sums.length / 3;
    int perX = orientation.swapsAxes ? 3 * width : 3;
    int perY = orientation.swapsAxes ? 3 : 3 * width;
    boolean reversesColumns = orientation.swapsAxes ? orientation.reversesY : orientation.reversesX;
    boolean reversesRows = orientation.swapsAxes ? orientation.reversesX : orientation.reversesY;
    int rows = rgb.length / 3 / columns;
    int at = (reversesRows ? rows - 1 - y : y) * perY + (reversesColumns ? columns - 1 : 0) * perX;
    int step = reversesColumns ? -perX : perX;
    for (int i = 0; i < sums.length; i += 3) {
      rgb[at] = (byte) clip(sums[i]);
      rgb[at + 1] = (byte) clip(sums[i + 1]);
      rgb[at + 2] = (byte) clip(sums[i + 2]);
      at += step;
    }
  }

  private static int clip(int fixedPoint) {
    return Math.max(0, Math.min(255, fixedPoint >> FilterTable.PRECISION));
  }

  private FilterTable table(Axis axis) {
    FilterTable table = tables.get(axis);
    if (table == null) {
      table = new FilterTable(axis.source, axis.extent, axis.target);
      if (table.weights.length <= LARGEST_CACHED) {
        tables.put(axis, table);
      }
    }
    return table;
  }
}
