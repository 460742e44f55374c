package org.jkuiper.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.jkuiper.stats.Histogram;
import org.jkuiper.stats.ModelReading;
import org.jkuiper.stats.ResidentMemory;
import org.jkuiper.stats.Stats;

/**
 * The counters in Prometheus' text format, version 0.0.4:
 *
 * <ul>
 *   <li>{@code jkuiper_pictures_total{model}}: pictures with an answer
 *   <li>{@code jkuiper_errors_total{model,cause}}: pictures with an error
 *   <li>{@code jkuiper_picture_seconds{model,part}}: a histogram of the time that a picture took in
 *       {@code decode}, {@code resize} and {@code inference}
 *   <li>{@code jkuiper_up_seconds}: since the start of the plugin
 *   <li>{@code process_resident_memory_bytes}
 * </ul>
 */
final class MetricsPage {
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  /** The buckets end at powers of two of nanoseconds, 0.13 ms to 8.6 s, where ours end too. */
  private static final int LOWEST_EXPONENT = 17;

  private static final int HIGHEST_EXPONENT = 33;

  private MetricsPage() {}

  static byte[] of(Stats stats) throws IOException {
    CounterSnapshot.Builder pictures =
        CounterSnapshot.builder().name("jkuiper_pictures").help("Pictures that got their answer.");
    CounterSnapshot.Builder errors =
        CounterSnapshot.builder().name("jkuiper_errors").help("Pictures that got an error.");
    HistogramSnapshot.Builder seconds =
        HistogramSnapshot.builder()
            .name("jkuiper_picture_seconds")
            .unit(Unit.SECONDS)
            .help("Time that a picture took in each part of the work.");
    for (ModelReading model : stats.read()) {
      pictures.dataPoint(counter(Labels.of("model", model.model()), model.pictures()));
      model
          .errors()
          .forEach(
              (cause, count) ->
                  errors.dataPoint(
                      counter(Labels.of("model", model.model(), "cause", cause), count)));
      for (Map.Entry<String, Histogram> part : model.parts().entrySet()) {
        seconds.dataPoint(
            HistogramDataPointSnapshot.builder()
                .labels(Labels.of("model", model.model(), "part", part.getKey()))
                .classicHistogramBuckets(buckets(part.getValue()))
                .sum(Unit.nanosToSeconds(part.getValue().sum()))
                .build());
      }
    }
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create()
        .write(
            page,
            MetricSnapshots.of(
                pictures.build(),
                errors.build(),
                seconds.build(),
                gauge("jkuiper_up_seconds", Unit.SECONDS, "Age of the plugin.", stats.upSeconds()),
                gauge(
                    "process_resident_memory_bytes",
                    Unit.BYTES,
                    "Memory of the plugin's process.",
                    ResidentMemory.bytes())));
    return page.toByteArray();
  }

  private static CounterDataPointSnapshot counter(Labels labels, long value) {
    return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
  }

  private static GaugeSnapshot gauge(String name, Unit unit, String help, long value) {
    return GaugeSnapshot.builder()
        .name(name)
        .unit(unit)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  private static ClassicHistogramBuckets buckets(Histogram histogram) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    long below = 0;
    for (int exponent = LOWEST_EXPONENT; exponent <= HIGHEST_EXPONENT; exponent++) {
      long upTo = histogram.countUpTo(exponent);
      buckets.bucket(Unit.nanosToSeconds(1L << exponent), upTo - below);
      below = upTo;
    }
    return buckets.bucket(Double.POSITIVE_INFINITY, histogram.count() - below).build();
  }
}
