package org.jkuiper.metrics;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jkuiper.stats.Stats;

/**
 * The thread that keeps a {@link MetricsEndpoint} open until it is interrupted. If the port is
 * taken, the log says so once, and the thread tries again until it is free.
 */
public final class MetricsServer extends Thread {
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final int port;
  private final Stats stats;
  private final Logger logger;
  private final Duration retry;

  /**
   * Opens it once it is started.
   *
   * @param port from 1 to 65535
   */
  public MetricsServer(int port, Stats stats, Logger logger) {
    this(port, stats, logger, RETRY);
  }

  MetricsServer(int port, Stats stats, Logger logger, Duration retry) {
    super("metrics-server");
    setDaemon(true);
    this.port = port;
    this.stats = stats;
    this.logger = logger;
    this.retry = retry;
  }

  @Override
  public void run() {
    try {
      boolean told = false;
      while (true) {
        try (MetricsEndpoint endpoint = MetricsEndpoint.open(port, stats)) {
          logger.log(Level.INFO, "metrics at http://127.0.0.1:" + endpoint.port() + "/metrics");
          Thread.sleep(Long.MAX_VALUE);
        } catch (IOException e) {
          if (!told) {
            logger.log(
                Level.ERROR,
                "no metrics at port "
                    + port
                    + " of 127.0.0.1: "
                    + e.getMessage()
                    + "; trying again every "
                    + retry.toSeconds()
                    + " s");
          }
          told = true;
          Thread.sleep(retry.toMillis());
        }
      }
    } catch (InterruptedException e) {
      // Whoever has started it wants it to end.
    }
  }
}
