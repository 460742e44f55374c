package org.jkuiper.inference;

import java.time.Duration;
import java.util.Set;
import org.jkuiper.image.ImageFormat;
import org.jkuiper.image.ImageLimits;
import org.jkuiper.tflite.ModelException;

/**
 * What {@code pyai.properties} in the plugin's folder sets for all models. All of it is optional:
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><td>{@code maxModels}</td><td>how many models to keep loaded, from 1; default 4</td></tr>
 * <tr><td>{@code threads}</td><td>threads for one picture, from 1; default one a core, 4 at
 *     most</td></tr>
 * <tr><td>{@code formats}</td><td>picture formats to accept; default {@code
 *     JPEG,PNG,WEBP,GIF,BMP}, others are {@code TIFF,PSD,PNM,TGA}</td></tr>
 * <tr><td>{@code maxImageBytes}</td><td>default 16777216</td></tr>
 * <tr><td>{@code maxPixels}</td><td>width times height, default 50000000</td></tr>
 * <tr><td>{@code maxScans}</td><td>scans of a progressive JPEG, default 100</td></tr>
 * <tr><td>{@code maxMillis}</td><td>time for one picture, from its bytes to the model's input;
 *     default 4000</td></tr>
 * <tr><td>{@code metricsPort}</td><td>the port of loopback on which Prometheus may read what the
 *     models have done; by default none</td></tr>
 * </table>
 *
 * @param maxModels how many models to keep loaded
 * @param threads threads for one picture
 * @param limits what a picture may cost
 * @param metricsPort from 1 to 65535, or {@link #NO_PORT}
 */
public record Settings(int maxModels, int threads, ImageLimits limits, int metricsPort) {
  /** Nothing is served to Prometheus. */
  public static final int NO_PORT = 0;

  static final Set<String> KEYS =
      Set.of(
          "maxModels",
          "threads",
          "formats",
          "maxImageBytes",
          "maxPixels",
          "maxScans",
          "maxMillis",
          "metricsPort");
  private static final int MOST_THREADS = 4;

  /** What holds if nothing is set. */
  static final Settings DEFAULT = new Settings(4, ownThreads(), ImageLimits.DEFAULT, NO_PORT);

  private static int ownThreads() {
    return Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);
  }

  static Settings of(SettingsFile file) throws ModelException {
    ImageLimits limits = DEFAULT.limits;
    return new Settings(
        (int) file.number("maxModels", DEFAULT.maxModels, 1000),
        (int) file.number("threads", DEFAULT.threads, 64),
        new ImageLimits(
            (int) file.number("maxImageBytes", limits.maxBytes(), Integer.MAX_VALUE),
            file.number("maxPixels", limits.maxPixels(), Long.MAX_VALUE),
            (int) file.number("maxScans", limits.maxScans(), Integer.MAX_VALUE),
            file.several("formats", ImageFormat.class).orElse(limits.formats()),
            Duration.ofMillis(
                file.number("maxMillis", limits.maxTime().toMillis(), Integer.MAX_VALUE))),
        (int) file.number("metricsPort", NO_PORT, 65_535));
  }
}
