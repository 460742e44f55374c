package org.jkuiper.sp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * What this package logs of one address while it is open; none of that package's lines reach the
 * console then. Lines of others are late ones of the test before.
 */
final class LogCapture extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger(LogCapture.class.getPackageName());
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final String prefix;

  LogCapture(SpAddress address) {
    prefix = address + ": ";
    logger.setUseParentHandlers(false);
    logger.setLevel(Level.FINE);
    logger.addHandler(this);
  }

  List<String> warnings() {
    return records.stream()
        .filter(each -> each.getLevel().equals(Level.WARNING))
        .map(new SimpleFormatter()::formatMessage)
        .toList();
  }

  /** How many connections ended, with a warning or, where the peer just left, without. */
  int count() {
    return records.size();
  }

  @Override
  public void publish(LogRecord entry) {
    if (new SimpleFormatter().formatMessage(entry).startsWith(prefix)) {
      records.add(entry);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setLevel(null);
    logger.setUseParentHandlers(true);
  }
}
