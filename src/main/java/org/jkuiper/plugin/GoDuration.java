package org.jkuiper.plugin;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as eKuiper's own properties have them: {@code time.ParseDuration} of Go. */
final class GoDuration {
  static final String DESCRIPTION = "a duration such as \"1m30s\", \"100ms\" or 100 (milliseconds)";

  private static final Map<String, BigDecimal> NANOS =
      Map.of(
          "ns", BigDecimal.ONE,
          "us", BigDecimal.valueOf(1_000),
          "µs", BigDecimal.valueOf(1_000),
          "ms", BigDecimal.valueOf(1_000_000),
          "s", BigDecimal.valueOf(1_000_000_000L),
          "m", BigDecimal.valueOf(60_000_000_000L),
          "h", BigDecimal.valueOf(3_600_000_000_000L));

  private static final Pattern PART =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,18})?)(ns|us|µs|ms|s|m|h)");

  private GoDuration() {}

  /**
   * Reads {@code 1h15m30.5s} and the like; a lone {@code 0} needs no unit. Negative ones are
   * refused: nothing waits backwards.
   *
   * @throws NumberFormatException if it is none
   */
  static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher part = PART.matcher(text);
    BigDecimal nanos = BigDecimal.ZERO;
    int end = 0;
    while (part.find() && part.start() == end) {
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(NANOS.get(part.group(2))));
      end = part.end();
    }
    if (end == 0 || end < text.length()) {
      throw new NumberFormatException(text);
    }
    return Duration.ofNanos(nanos.toBigInteger().longValueExact());
  }

  /** Reads a number of milliseconds, fractions too. */
  static Duration ofMillis(BigDecimal millis) {
    if (millis.signum() < 0) {
      throw new NumberFormatException("negative");
    }
    return Duration.ofNanos(millis.movePointRight(6).toBigInteger().longValueExact());
  }
}
