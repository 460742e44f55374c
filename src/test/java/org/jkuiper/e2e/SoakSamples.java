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

  private record Minute(double p50, double p99) {}

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
    List<ProcessHandle> jvms = kuiperd.jvms();
    if (time.minus(last).compareTo(INTERVAL) < 0 || jvms.isEmpty()) {
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
    Minute minute = minute(latencies.size() - 1, latencies.size());
    Sample sample = samples.get(samples.size() - 1);
    Files.writeString(
        csv,
        "%.2f,%d,%d,%.1f,%.1f%n"
            .formatted(
                sample.minute(),
                sample.rssKilobytes(),
                sample.descriptors(),
                minute.p50(),
                minute.p99()),
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

  private Minute minute(int from, int to) {
    long[] sorted =
        latencies.subList(Math.max(0, from), Math.min(to, latencies.size())).stream()
            .flatMap(List::stream)
            .mapToLong(Long::longValue)
            .sorted()
            .toArray();
    return sorted.length == 0
        ? new Minute(0, 0)
        : new Minute(sorted[sorted.length / 2] / 1e6, sorted[(int) (sorted.length * 0.99)] / 1e6);
  }

  /** The first minutes are those after the very first, in which everything is new. */
  void report(PrintStream to) {
    int end = latencies.size();
    Minute early = minute(1, 1 + COMPARED_MINUTES);
    Minute late = minute(end - COMPARED_MINUTES, end);
    to.printf("%-28s %.1f / %.1f ms%n", "p50 / p99, first minutes", early.p50(), early.p99());
    to.printf("%-28s %.1f / %.1f ms%n", "p50 / p99, last minutes", late.p50(), late.p99());
    to.printf(
        "%-28s %+.0f %% / %+.0f %%%n",
        "drift of p50 / p99",
        100 * (late.p50() / early.p50() - 1),
        100 * (late.p99() / early.p99() - 1));
    to.printf("%-28s %s%n", "RSS, after 5 minutes", range(after(COMPARED_MINUTES, false), " MB"));
    to.printf(
        "%-28s %s%n", "descriptors, after 5 minutes", range(after(COMPARED_MINUTES, true), ""));
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
