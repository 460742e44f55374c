package org.jkuiper.sp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What this package logs while it is open, instead of on the console. */
final class LogCapture extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger(LogCapture.class.getPackageName());
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  LogCapture() {
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
    records.add(entry);
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
