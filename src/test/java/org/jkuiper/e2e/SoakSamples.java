package org.jkuiper.e2e;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the plugin's JVM uses and how long labels take, over the minutes of a soak. */
final class SoakSamples {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** The minutes at either end that are compared. */
  private static final int COMPARED_MINUTES = 5;

  private record Sample(double minute, long rssKilobytes, int descriptors) {}

  /** The z of 95 %. */
  private static final double CONFIDENCE = 1.96;

  private final Kuiperd kuiperd;
  private final Path csv;
  private final List<Sample> samples = new ArrayList<>();
  private final List<List<Long>> latencies = new ArrayList<>();
  private Duration last = INTERVAL.negated();

  SoakSamples(Kuiperd kuiperd, Path csv) throws IOException {
    this.kuiperd = kuiperd;
    this.csv = csv;
    Files.writeString(csv, "minute,rss_kb,descriptors,p50_ms,p99_ms\n");
  }

  /** Takes a sample where the last one was an interval ago. */
  void take(Duration time) throws IOException {
    while (latencies.size() <= time.toMinutes()) {
      latencies.add(new ArrayList<>());
    }
    if (time.minus(last).compareTo(INTERVAL) < 0) {
      return;
    }
    List<ProcessHandle> jvms = kuiperd.jvms();
    if (jvms.isEmpty()) {
      return;
    }
    last = time;
    Path proc = Path.of("/proc", Long.toString(jvms.get(0).pid()));
    try (Stream<Path> descriptors = Files.list(proc.resolve("fd"))) {
      long rss =
          Files.readAllLines(proc.resolve("status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElse(0);
      samples.add(new Sample(time.toMillis() / 60_000.0, rss, (int) descriptors.count()));
    } catch (IOException e) {
      return; // killed at this moment
    }
    double[] minute = sorted(latencies.size() - 1, latencies.size());
    Sample sample = samples.get(samples.size() - 1);
    Files.writeString(
        csv,
        "%.2f,%d,%d,%.1f,%.1f%n"
            .formatted(
                sample.minute(),
                sample.rssKilobytes(),
                sample.descriptors(),
                at(minute, 0.5, 0),
                at(minute, 0.99, 0)),
        StandardOpenOption.APPEND);
  }

  void latency(long nanos) {
    latencies.get(latencies.size() - 1).add(nanos);
  }

  String latest() {
    if (samples.isEmpty()) {
      return "no sample yet";
    }
    Sample sample = samples.get(samples.size() - 1);
    return "%d MB, %d descriptors".formatted(sample.rssKilobytes() / 1024, sample.descriptors());
  }

  /** The latencies of some minutes, in ms. */
  private double[] sorted(int from, int to) {
    return latencies.subList(from, to).stream()
        .flatMap(List::stream)
        .mapToDouble(nanos -> nanos / 1e6)
        .sorted()
        .toArray();
  }

  /**
   * A quantile of the sorted values, or an end of its confidence interval: the value whose rank is
   * so many standard deviations of the rank away. It takes no distribution for granted.
   */
  private static double at(double[] sorted, double quantile, double deviations) {
    double rank =
        sorted.length * quantile
            + deviations * Math.sqrt(sorted.length * quantile * (1 - quantile));
    return sorted.length == 0 ? 0 : sorted[(int) Math.max(0, Math.min(rank, sorted.length - 1))];
  }

  /**
   * Compares whole minutes, in each of which there is one kill. The very first, in which everything
   * is new, is left out.
   */
  void report(PrintStream to) {
    int whole = latencies.size() - 1;
    int compared = Math.min(COMPARED_MINUTES, (whole - 1) / 2);
    if (compared > 0) {
      double[] early = sorted(1, 1 + compared);
      double[] late = sorted(whole - compared, whole);
      for (double quantile : new double[] {0.5, 0.99}) {
        String name = "p%.0f, ms".formatted(100 * quantile);
        to.printf("%-28s %s%n", name + ", first minutes", interval(early, quantile));
        to.printf("%-28s %s%n", name + ", last minutes", interval(late, quantile));
        double drift = at(late, quantile, 0) / at(early, quantile, 0) - 1;
        to.printf("%-28s %+.1f %%%n", name + ", drift", 100 * drift);
      }
    }
    to.printf("%-28s %s%n", "RSS, after 5 minutes", range(after(COMPARED_MINUTES, false), " MB"));
    to.printf(
        "%-28s %s%n", "descriptors, after 5 minutes", range(after(COMPARED_MINUTES, true), ""));
  }

  private static String interval(double[] sorted, double quantile) {
    return "%.1f (95 %%: %.1f to %.1f; %d labels, %d of them slower)"
        .formatted(
            at(sorted, quantile, 0),
            at(sorted, quantile, -CONFIDENCE),
            at(sorted, quantile, CONFIDENCE),
            sorted.length,
            Math.round(sorted.length * (1 - quantile)));
  }

  private long[] after(int fromMinute, boolean descriptors) {
    return samples.stream()
        .filter(sample -> sample.minute() >= fromMinute)
        .mapToLong(sample -> descriptors ? sample.descriptors() : sample.rssKilobytes() / 1024)
        .toArray();
  }

  private static String range(long[] values, String unit) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0
        ? "-"
        : "%d to %d%s, median %d%s"
            .formatted(sorted[0], sorted[sorted.length - 1], unit, sorted[sorted.length / 2], unit);
  }
}
