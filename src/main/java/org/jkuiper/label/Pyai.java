package org.jkuiper.label;

import java.nio.file.Path;
import org.jkuiper.plugin.Plugin;

/** The plugin {@code pyai}. Its folder is the working directory, as eKuiper sets it. */
public final class Pyai {
  private Pyai() {}

  /** Serves {@code labelImage}; the model loads while eKuiper is greeted. */
  public static void main(String[] args) {
    LabelImage labelImage = new LabelImage(Path.of(""));
    Thread preload = new Thread(labelImage::preload, "preload");
    preload.setDaemon(true);
    preload.start();
    Plugin.named("pyai").function("labelImage", () -> labelImage).run(args);
  }
}
