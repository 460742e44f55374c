package org.jkuiper.plugin;

/**
 * What serves a {@link Plugin} to eKuiper; found through {@link java.util.ServiceLoader}, so that
 * this package knows nothing of sockets. Plugin authors have no need of it.
 */
public interface PluginRunner {
  /**
   * Serves {@code plugin} until the process is ended.
   *
   * @param args the arguments of {@code main}
   */
  void run(Plugin plugin, String[] args);
}
