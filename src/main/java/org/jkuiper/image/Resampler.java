package org.jkuiper.image;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/**
 * Resizes pictures to one target size and turns them upright on the way. It resizes along the rows
 * first, then along the columns, as Pillow does. It holds only as many rows as one target row
 * needs. For one thread at a time.
 */
final class Resampler {
  private static final int CACHED_TABLES = 8;
  private static final int LARGEST_CACHED = 1 << 16;

  private record Axis(int source, double offset, double extent, int target) {
    // Both are written out: a record's own take the JVM milliseconds at their first use.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Axis axis
          && source == axis.source
          && offset == axis.offset
          && extent == axis.extent
          && target == axis.target;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * (31 * source + Double.hashCode(offset)) + Double.hashCode(extent)) + target;
    }
  }

  private final int width;
  private final int height;
  private final Map<Axis, FilterTable> tables =
      new LinkedHashMap<>(2 * CACHED_TABLES, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Axis, FilterTable> eldest) {
          return size() > CACHED_TABLES;
        }
      };
  private final Strip upper = new Strip();
  private final Strip lower = new Strip();

  Resampler(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /**
   * Resizes a part of a picture. Fills {@code rgb} with width times height times three bytes, row
   * by row. If there is more than one core, the upper and the lower half are made side by side.
   *
   * @param area the part, as the picture lies in its file
   */
  void resample(RgbImage image, Orientation orientation, Area area, byte[] rgb) {
    int columns = orientation.swapsAxes ? height : width;
    int rows = orientation.swapsAxes ? width : height;
    double scaleX = image.exactWidth() / image.pictureWidth();
    double scaleY = image.exactHeight() / image.pictureHeight();
    FilterTable horizontal =
        table(new Axis(image.width(), scaleX * area.x(), scaleX * area.width(), columns));
    FilterTable vertical =
        table(new Axis(image.height(), scaleY * area.y(), scaleY * area.height(), rows));
    Job job = new Job(image, orientation, horizontal, vertical);
    if (Runtime.getRuntime().availableProcessors() == 1) {
      upper.fill(job, 0, rows, rgb);
      return;
    }
    ForkJoinTask<?> half =
        ForkJoinPool.commonPool().submit(() -> lower.fill(job, rows / 2, rows, rgb));
    upper.fill(job, 0, rows / 2, rgb);
    half.join();
  }

  private record Job(
      RgbImage image, Orientation orientation, FilterTable horizontal, FilterTable vertical) {}

  /** The rows that one thread makes, and its buffers. */
  private final class Strip {
    private int[] pixels = {};
    private long[] lanes = {};
    private long[][] ring = {};
    private long[] sums = {};

    /** Makes the rows from {@code begin} to before {@code end}, before the picture is turned. */
    void fill(Job job, int begin, int end, byte[] rgb) {
      RgbImage image = job.image;
      FilterTable vertical = job.vertical;
      int columns = job.horizontal.first.length;
      if (pixels.length < image.width()) {
        pixels = new int[image.width()];
        lanes = new long[image.width()];
      }
      if (ring.length < vertical.taps || sums.length != columns) {
        ring = new long[vertical.taps][columns];
        sums = new long[columns];
      }
      int next = vertical.first[begin];
      int previous = -1;
      for (int y = begin; y < end; y++) {
        int from = vertical.first[y];
        int to = from + vertical.count[y];
        for (next = Math.max(next, from); next < to; next++) {
          long[] row = ring[next % ring.length];
          if (previous == next - 1 && image.repeatsRowBefore(next)) {
            System.arraycopy(ring[previous % ring.length], 0, row, 0, row.length);
          } else {
            image.row(next, pixels);
            for (int x = job.horizontal.begin; x < job.horizontal.end; x++) {
              lanes[x] = Lanes.of(pixels[x]);
            }
            shrinkRow(job.horizontal, lanes, row);
          }
          previous = next;
        }
        Arrays.fill(sums, Lanes.START);
        for (int k = from; k < to; k++) {
          addRow(sums, ring[k % ring.length], vertical.weights[vertical.taps * y + k - from]);
        }
        store(sums, job.orientation, y, rgb);
      }
    }
  }

  private static void shrinkRow(FilterTable table, long[] lanes, long[] row) {
    int[] weights = table.weights;
    for (int x = 0; x < row.length; x++) {
      int first = table.first[x];
      int weight = table.taps * x;
      int count = table.count[x];
      long sum = Lanes.START;
      for (int k = 0; k < count; k++) {
        sum += lanes[first + k] * weights[weight + k];
      }
      row[x] = Lanes.colors(sum);
    }
  }

  private static void addRow(long[] sums, long[] row, int weight) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i] * weight;
    }
  }

  /** Writes row {@code y} of the picture, not yet turned, to its place in the upright one. */
  private void store(long[] sums, Orientation orientation, int y, byte[] rgb) {
    int columns = sums.length;
    int perX = orientation.swapsAxes ? 3 * width : 3;
    int perY = orientation.swapsAxes ? 3 : 3 * width;
    boolean reversesColumns = orientation.swapsAxes ? orientation.reversesY : orientation.reversesX;
    boolean reversesRows = orientation.swapsAxes ? orientation.reversesX : orientation.reversesY;
    int rows = rgb.length / 3 / columns;
    int at = (reversesRows ? rows - 1 - y : y) * perY + (reversesColumns ? columns - 1 : 0) * perX;
    int step = reversesColumns ? -perX : perX;
    for (long sum : sums) {
      long colors = Lanes.colors(sum);
      rgb[at] = Lanes.red(colors);
      rgb[at + 1] = Lanes.green(colors);
      rgb[at + 2] = Lanes.blue(colors);
      at += step;
    }
  }

  private FilterTable table(Axis axis) {
    FilterTable table = tables.get(axis);
    if (table == null) {
      table = new FilterTable(axis.source, axis.offset, axis.extent, axis.target);
      if (table.weights.length <= LARGEST_CACHED) {
        tables.put(axis, table);
      }
    }
    return table;
  }
}
