package org.jkuiper.host;

import java.util.concurrent.TimeUnit;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.runtime.PluginRuntime;
import org.jspecify.annotations.Nullable;

/** A plugin that runs in this process: its runtime, on a thread of its own. */
final class PluginThread implements PluginInstance {
  private static final long END_MILLIS = TimeUnit.SECONDS.toMillis(10);

  private final Thread thread;
  private volatile @Nullable Throwable fault;

  PluginThread(Plugin plugin) {
    thread =
        new Thread(() -> new PluginRuntime().run(plugin, new String[0]), "plugin-" + plugin.name());
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((ended, thrown) -> fault = thrown);
    thread.start();
  }

  @Override
  public boolean isAlive() {
    return thread.isAlive();
  }

  @Override
  public String lastWords() {
    return thread.isAlive() ? "it runs" : "its thread ended" + (fault == null ? "" : ": " + fault);
  }

  @Override
  public void end() throws InterruptedException {
    thread.interrupt();
    thread.join(END_MILLIS);
  }
}
