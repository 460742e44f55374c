package org.jkuiper.label;

import java.util.function.Consumer;
import org.jkuiper.inference.Settings;
import org.jkuiper.metrics.MetricsServer;
import org.jkuiper.stats.Stats;
import org.jspecify.annotations.Nullable;

/** Serves metrics on the port that the settings name, and none if they name none. */
final class MetricsSwitch implements Consumer<Settings> {
  private final Stats stats;
  private final System.Logger logger;
  private int port = Settings.NO_PORT;
  private @Nullable MetricsServer server;

  MetricsSwitch(Stats stats, System.Logger logger) {
    this.stats = stats;
    this.logger = logger;
  }

  @Override
  public synchronized void accept(Settings settings) {
    if (settings.metricsPort() == port) {
      return;
    }
    port = settings.metricsPort();
    if (server != null) {
      server.interrupt();
      server = null;
    }
    if (port != Settings.NO_PORT) {
      server = new MetricsServer(port, stats, logger);
      server.start();
    }
  }
}
