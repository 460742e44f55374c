package org.jkuiper.web;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jkuiper.host.EkuiperClient;
import org.jkuiper.host.EkuiperException;
import org.jkuiper.host.EkuiperRules;
import org.jspecify.annotations.Nullable;

/** The plugin that has our function: what eKuiper says of it, and its JVM, if it is here. */
final class PluginWatch {
  private final EkuiperRules rules;
  private final EkuiperClient plugins;
  private final LocalEkuiper local;

  private volatile @Nullable String name;
  private volatile String said = "running";
  private volatile @Nullable String trouble;
  private @Nullable Long lastPid;
  private long restarts;

  PluginWatch(EkuiperRules rules, EkuiperClient plugins, LocalEkuiper local) {
    this.rules = rules;
    this.plugins = plugins;
    this.local = local;
  }

  /** Asks eKuiper, which may take a while. */
  void ask(String function) throws InterruptedException {
    try {
      String plugin = rules.pluginOf(function);
      name = plugin;
      if (plugin == null) {
        said = "missing";
        trouble = "no plugin of this eKuiper has " + function;
        return;
      }
      var status = plugins.status(plugin);
      boolean runs = "running".equals(status.get("status"));
      said = runs ? "running" : "stopped";
      trouble = runs ? null : "eKuiper says: " + status.get("errMsg");
    } catch (EkuiperException e) {
      said = "missing";
      trouble = e.getMessage();
    } catch (IOException e) {
      said = "unknown";
      trouble = e.getMessage();
    }
  }

  /** How it fares at this moment; quick. */
  synchronized PluginState look() {
    String plugin = name;
    if (plugin == null || !said.equals("running")) {
      return PluginState.notHere(said, String.valueOf(trouble));
    }
    Optional<ProcessHandle> launcher = local.launcher(plugin);
    if (launcher.isEmpty()) {
      return PluginState.notHere(
          said,
          "the plugin's process is not seen from here: eKuiper runs on another machine, in"
              + " a container, or as another user");
    }
    Optional<ProcessHandle> jvm = LocalEkuiper.jvm(launcher.get());
    if (jvm.isEmpty()) {
      return new PluginState(
          "starting", null, null, restarts, null, false, "its JVM has ended; the next one starts");
    }
    long pid = jvm.get().pid();
    if (lastPid != null && lastPid != pid) {
      restarts++;
    }
    lastPid = pid;
    Long up =
        jvm.get()
            .info()
            .startInstant()
            .map(start -> Math.max(0, Duration.between(start, Instant.now()).toSeconds()))
            .orElse(null);
    return new PluginState(
        "running", pid, LocalEkuiper.rssBytes(jvm.get()), restarts, up, true, null);
  }

  /**
   * Kills the plugin's JVM as the kernel does when memory is short.
   *
   * @return its process id
   * @throws RefusedException if it is not surely the plugin's
   */
  long kill() throws RefusedException {
    String plugin = name;
    Optional<ProcessHandle> jvm =
        plugin == null ? Optional.empty() : local.launcher(plugin).flatMap(LocalEkuiper::jvm);
    if (jvm.isEmpty()) {
      throw new RefusedException(409, String.valueOf(look().reason()));
    }
    if (!jvm.get().destroyForcibly()) {
      throw new RefusedException(409, "the system does not let us end process " + jvm.get().pid());
    }
    return jvm.get().pid();
  }

  /** The launcher, if it is here. */
  Optional<ProcessHandle> launcher() {
    String plugin = name;
    return plugin == null ? Optional.empty() : local.launcher(plugin);
  }
}
