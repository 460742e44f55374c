package org.jkuiper.runtime;

import java.io.PrintStream;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.ResourceBundle;
import java.util.regex.Pattern;
import org.jkuiper.protocol.Meta;
import org.jspecify.annotations.Nullable;

/**
 * Writes to standard output, which eKuiper copies to its own log: one line an event, with plugin,
 * rule and symbol. No logging framework, whose start would take longer than ours. Thread-safe.
 */
final class EventLog {
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]+");

  private final String pluginName;
  private final PrintStream out;

  EventLog(String pluginName, PrintStream out) {
    this.pluginName = pluginName;
    this.out = out;
  }

  /** A logger for one symbol; empty names are left out of its lines. */
  System.Logger logger(String symbol, Meta meta) {
    StringBuilder origin = new StringBuilder(pluginName);
    if (!meta.ruleId().isEmpty()) {
      origin.append(" rule=").append(meta.ruleId());
    }
    if (!meta.opId().isEmpty()) {
      origin.append(" op=").append(meta.opId()).append('#').append(meta.instanceId());
    }
    if (!symbol.isEmpty()) {
      origin.append(" symbol=").append(symbol);
    }
    return new SymbolLogger(origin.toString());
  }

  private final class SymbolLogger implements System.Logger {
    private final String origin;

    private SymbolLogger(String origin) {
      this.origin = origin;
    }

    @Override
    public String getName() {
      return origin;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level.compareTo(Level.INFO) >= 0 && level != Level.OFF;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        String text = thrown == null ? message : message + ": " + Fault.line(thrown);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        out.println(now + " " + level + " " + oneLine(origin + ": " + text));
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... parameters) {
      log(level, bundle, formatted(format, parameters), (Throwable) null);
    }

    private static @Nullable String formatted(
        @Nullable String format, @Nullable Object @Nullable ... parameters) {
      if (format == null || parameters == null || parameters.length == 0) {
        return format;
      }
      try {
        return MessageFormat.format(format, parameters);
      } catch (IllegalArgumentException e) {
        // A log line is no reason for a symbol to fail.
        return format + " " + Arrays.toString(parameters);
      }
    }

    /** Names and messages come from anywhere: none of them may forge a line of its own. */
    private static String oneLine(String text) {
      return CONTROL.matcher(text).replaceAll(" ");
    }
  }
}
