package org.jkuiper.label;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jkuiper.image.PictureBenchmark;
import org.jkuiper.inference.ModelFolder;
import org.jkuiper.tflite.InvokeBenchmark;

/**
 * How far labelImage is above its floor, libjpeg-turbo's decoding and TFLite's inference alone. The
 * three run in turn within each round, in changing order, so that what disturbs one disturbs all;
 * JMH, which runs one benchmark after the other, cannot do that.
 */
public final class Floor {
  private static final double BAR = 1.3;
  private static final int WARM_UP = 500;
  private static final int ROUNDS = 1000;

  private Floor() {}

  private interface Part {
    void run() throws Exception;
  }

  /** Prints the medians of each picture, which it is given as names of samples, and their ratio. */
  public static void main(String[] pictures) throws Exception {
    System.out.println("picture        decode ms  invoke ms  labelImage ms  above the floor");
    for (String name : pictures) {
      measure(name);
    }
  }

  private static void measure(String name) throws Exception {
    PictureBenchmark picture = new PictureBenchmark();
    picture.picture = name;
    picture.setUp();
    InvokeBenchmark invoke = new InvokeBenchmark();
    ModelFolder folder = new ModelFolder(Path.of(""), List.of(LabelImage.TASK));
    folder.look();
    invoke.threads = folder.source(LabelImage.TASK, "").settings().threads();
    invoke.setUp();
    LabelBenchmark label = new LabelBenchmark();
    label.picture = name;
    label.setUp();
    double[] medians = medians(picture::decode, invoke::classify, label::labelImage);
    label.tearDown();
    invoke.tearDown();
    picture.tearDown();
    double above = medians[2] / (medians[0] + medians[1]);
    System.out.printf(
        Locale.ROOT,
        "%-14s %9.3f  %9.3f  %13.3f  %.2f, wanted <= %.1f: %s%n",
        name,
        medians[0],
        medians[1],
        medians[2],
        above,
        BAR,
        above <= BAR ? "yes" : "NO");
  }

  /** Milliseconds that each part takes. */
  private static double[] medians(Part... parts) throws Exception {
    long[][] nanos = new long[parts.length][ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      for (int i = 0; i < parts.length; i++) {
        int part = Math.floorMod(round + i, parts.length);
        long began = System.nanoTime();
        parts[part].run();
        if (round >= 0) {
          nanos[part][round] = System.nanoTime() - began;
        }
      }
    }
    return Arrays.stream(nanos).mapToDouble(Floor::median).toArray();
  }

  private static double median(long[] nanos) {
    Arrays.sort(nanos);
    return nanos[nanos.length / 2] / 1e6;
  }
}
