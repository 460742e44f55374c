package org.jkuiper.examples.mirror;

import org.jkuiper.plugin.Plugin;

/** eKuiper's sample plugin. */
public final class Mirror {
  private Mirror() {}

  public static void main(String[] args) {
    Plugin.named("mirror")
        .source("random", RandomSource::new)
        .sink("file", FileSink::new)
        .function("echo", Echo::new)
        .run(args);
  }
}
