package org.jkuiper.label;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jkuiper.detect.DetectObjects;
import org.jkuiper.inference.Models;
import org.jkuiper.picture.Annotate;
import org.jkuiper.picture.ImageInfoFunction;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.runtime.PluginLog;
import org.jkuiper.runtime.Rehearsal;
import org.jkuiper.stats.LabelStats;
import org.jkuiper.stats.MinuteLog;
import org.jkuiper.stats.Stats;

/** The plugin {@code pyai}. Its folder is the working directory, as eKuiper sets it. */
public final class Pyai {
  private static final String NAME = "pyai";

  /** The first argument if install.sh runs us. eKuiper passes one argument, a JSON object. */
  private static final String REHEARSE = "rehearse";

  private Pyai() {}

  /**
   * Serves the functions. The model of {@code labelImage} loads while eKuiper is greeted.
   *
   * <p>With the arguments {@code rehearse PICTURE TIMES} it plays eKuiper itself, labels the
   * picture so many times, prints the last answer and ends. Once is enough to see that it works. A
   * class archive takes several times, since it should also hold what is loaded only later.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Natives.load();
    boolean rehearses = args.length == 3 && args[0].equals(REHEARSE);
    Stats stats = new Stats();
    System.Logger log = PluginLog.of(NAME);
    new MinuteLog(stats, log).start();
    Models models = new Models(Path.of(""), List.of(LabelImage.TASK, DetectObjects.TASK));
    MetricsSwitch metrics = new MetricsSwitch(stats, log);
    if (!rehearses) {
      // The port is for the plugin in service, beside which a class archive may be made.
      models.onSettings(metrics);
    }
    LabelImage labelImage = new LabelImage(models, stats);
    Thread preload = new Thread(labelImage::preload, "preload");
    preload.setDaemon(true);
    preload.start();
    Plugin plugin =
        Plugin.named(NAME)
            .function("labelImage", () -> labelImage)
            .function("labelStats", () -> new LabelStats(stats))
            .function("detectObjects", () -> new DetectObjects(models, stats))
            .function("imageInfo", () -> new ImageInfoFunction(models::limits))
            .function("annotate", () -> new Annotate(models::limits))
            .build();
    if (rehearses) {
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
