package org.jkuiper.plugin.runtime;

import java.io.PrintStream;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ResourceBundle;
import org.jkuiper.protocol.Meta;
import org.jspecify.annotations.Nullable;

/**
 * Writes to standard output, which eKuiper copies to its own log: one line an event, with plugin,
 * rule and symbol. No logging framework, whose start would take longer than ours. Thread-safe.
 */
final class EventLog {
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
        String text = String.valueOf(message).replace('\n', ' ').replace('\r', ' ');
        String fault = thrown == null ? "" : ": " + Fault.line(thrown).replace('\n', ' ');
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        out.println(now + " " + level + " " + origin + ": " + text + fault);
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... parameters) {
      boolean plain = format == null || parameters == null || parameters.length == 0;
      log(
          level,
          bundle,
          plain ? format : MessageFormat.format(format, parameters),
          (Throwable) null);
    }
  }
}
