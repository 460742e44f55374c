package org.jkuiper.stats;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The thread that logs a line a minute for each model that has had a picture in that minute:
 *
 * <pre>{@code
 * model efficientnet_lite0_int8 in 60 s: 118 pictures, 2 errors (brokenImage 2); p50/p99 in ms:
 * decode 1.2/3.1, resize 0.4/0.6, inference 4.9/6.2
 * }</pre>
 */
public final class MinuteLog extends Thread {
  private final Stats stats;
  private final Logger logger;
  private final Duration minute;
  private final Map<String, ModelReading> before = new HashMap<>();

  /** Logs once it is started, until it is interrupted. */
  public MinuteLog(Stats stats, Logger logger) {
    this(stats, logger, Duration.ofMinutes(1));
  }

  MinuteLog(Stats stats, Logger logger, Duration minute) {
    super("minute-log");
    setDaemon(true);
    this.stats = stats;
    this.logger = logger;
    this.minute = minute;
  }

  @Override
  public void run() {
    try {
      while (true) {
        Thread.sleep(minute.toMillis());
        for (String line : lines()) {
          logger.log(Level.INFO, line);
        }
      }
    } catch (InterruptedException e) {
      // Whoever has started it wants it to end.
    }
  }

  /** A line for each model that has done something since the last call. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (ModelReading now : stats.read()) {
      ModelReading earlier = before.put(now.model(), now);
      ModelReading added = earlier == null ? now : now.since(earlier);
      if (!added.isEmpty()) {
        lines.add(line(added));
      }
    }
    return lines;
  }

  private String line(ModelReading added) {
    StringBuilder line = new StringBuilder("model ").append(added.model());
    line.append(" in ").append(minute.toSeconds()).append(" s: ");
    line.append(added.pictures()).append(" pictures, ");
    line.append(added.errors().values().stream().mapToLong(Long::longValue).sum());
    line.append(" errors");
    String separator = " (";
    for (Map.Entry<String, Long> error : added.errors().entrySet()) {
      line.append(separator).append(error.getKey()).append(' ').append(error.getValue());
      separator = ", ";
    }
    line.append(added.errors().isEmpty() ? "" : ")");
    separator = "; p50/p99 in ms: ";
    for (Map.Entry<String, Histogram> part : added.parts().entrySet()) {
      Histogram times = part.getValue();
      if (times.count() > 0) {
        line.append(separator).append(part.getKey());
        line.append(' ').append(tenths(times.quantile(0.5)));
        line.append('/').append(tenths(times.quantile(0.99)));
        separator = ", ";
      }
    }
    return line.toString();
  }

  /** Nanoseconds as milliseconds, to a tenth. */
  private static double tenths(double nanos) {
    return Math.round(10 * Times.millis(nanos)) / 10.0;
  }
}
