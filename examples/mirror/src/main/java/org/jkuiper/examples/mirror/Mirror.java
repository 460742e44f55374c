package org.jkuiper.examples.mirror;

import org.jkuiper.plugin.Plugin;

/** eKuiper's sample plugin. */
public final class Mirror {
  private Mirror() {}

  static Plugin plugin() {
    return Plugin.named("mirror")
        .source("random", RandomSource::new)
        .sink("file", FileSink::new)
        .function("echo", Echo::new)
        .build();
  }

  public static void main(String[] args) {
    plugin().run(args);
  }
}
