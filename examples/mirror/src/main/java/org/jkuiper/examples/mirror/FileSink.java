package org.jkuiper.examples.mirror;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jkuiper.plugin.Config;
import org.jkuiper.plugin.Context;
import org.jkuiper.plugin.Message;
import org.jkuiper.plugin.Sink;

/** Appends each result to a file, a line each; what has come reaches the disk at an interval. */
final class FileSink implements Sink {

  /**
   * @param path relative to the plugin's folder where it is not absolute
   */
  record Settings(String path, Duration interval) {}

  private final ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor();
  private Settings settings;
  private Writer file;
  private IOException flushFault;

  @Override
  public void configure(Config config) {
    settings = config.as(new Settings("cache", Duration.ofSeconds(1)));
  }

  @Override
  public void open(Context context) throws IOException {
    file =
        Files.newBufferedWriter(
            Path.of(settings.path()), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    long millis = Math.max(1, settings.interval().toMillis());
    flusher.scheduleWithFixedDelay(this::flush, millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void collect(Message message, Context context) throws IOException {
    if (flushFault != null) {
      IOException fault = flushFault;
      flushFault = null;
      throw fault;
    }
    file.write(message.text() + "\n");
  }

  private synchronized void flush() {
    try {
      file.flush();
    } catch (IOException e) {
      flushFault = e; // for the next collect to tell eKuiper
    }
  }

  @Override
  public synchronized void close() throws IOException {
    flusher.shutdownNow();
    if (file != null) {
      file.close();
    }
  }
}
