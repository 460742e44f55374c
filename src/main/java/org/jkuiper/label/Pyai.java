package org.jkuiper.label;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jkuiper.inference.Models;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.runtime.Rehearsal;

/** The plugin {@code pyai}. Its folder is the working directory, as eKuiper sets it. */
public final class Pyai {
  /** The first argument if install.sh runs us. eKuiper passes one argument, a JSON object. */
  private static final String REHEARSE = "rehearse";

  private Pyai() {}

  /**
   * Serves {@code labelImage}. The model loads while eKuiper is greeted.
   *
   * <p>With the arguments {@code rehearse PICTURE TIMES} it plays eKuiper itself, labels the
   * picture so many times, prints the last answer and ends. Once is enough to see that it works. A
   * class archive takes several times, since it should also hold what is loaded only later.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Natives.load();
    Models models = new Models(Path.of(""), List.of(LabelImage.TASK));
    LabelImage labelImage = new LabelImage(models);
    Thread preload = new Thread(labelImage::preload, "preload");
    preload.setDaemon(true);
    preload.start();
    Plugin plugin = Plugin.named("pyai").function("labelImage", () -> labelImage).build();
    if (args.length == 3 && args[0].equals(REHEARSE)) {
      byte[] picture = Files.readAllBytes(Path.of(args[1]));
      try {
        System.out.println(
            Rehearsal.perform(plugin, "labelImage", picture, Integer.parseInt(args[2])));
      } catch (IOException e) {
        // eKuiper shows this as the reason why the plugin cannot be installed.
        System.err.println(e.getMessage());
        System.exit(1);
      }
    } else {
      plugin.run(args);
    }
  }
}
