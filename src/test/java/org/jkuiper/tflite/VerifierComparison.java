package org.jkuiper.tflite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolver;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;

/**
 * What TFLite and {@link GraphVerifier} say of mutated models. TFLite runs in a process of its own,
 * since it may die of one; the next process goes on behind that. {@code tools/compare-verifier}
 * runs it for models of a folder.
 *
 * @param model the model's file
 * @param seed what made the mutation; 0 for the model as it is
 * @param tflite whether it loads ("loaded", "refused"), or "died" where the process ended on it
 * @param ours why we refuse it, or empty
 */
record VerifierComparison(Path model, int seed, String tflite, String ours) {
  private static final int OK = 0;

  /** Compares {@code count} mutations of a model, from seed 0. */
  static List<VerifierComparison> of(Path model, int count)
      throws IOException, InterruptedException {
    List<VerifierComparison> all = new ArrayList<>();
    while (all.size() < count) {
      int before = all.size();
      run(model, count, all);
      if (all.size() == before) {
        throw new IOException("the process for " + model + " says nothing");
      }
    }
    return all;
  }

  private static void run(Path model, int count, List<VerifierComparison> all)
      throws IOException, InterruptedException {
    // A mutated shape may ask for all of the memory; address space beyond 8 GB is refused.
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -v 8388608; exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "-cp",
                System.getProperty("java.class.path"),
                VerifierComparison.class.getName(),
                model.toString(),
                Integer.toString(all.size()),
                Integer.toString(count))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String ours = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("ours:")) {
          ours = line.substring(5);
        } else if (line.startsWith("tflite:") && ours != null) {
          all.add(new VerifierComparison(model, all.size(), line.substring(7), ours));
          ours = null;
        }
      }
      if (ours != null) {
        all.add(new VerifierComparison(model, all.size(), "died", ours));
      }
    }
    process.waitFor();
  }

  /** The process: a model's file, the first seed, and the one behind the last. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws IOException {
    if (args.length == 2) {
      compareFolder(Path.of(args[0]), Integer.parseInt(args[1]));
      return;
    }
    PrintStream out = System.out;
    byte[] model = Files.readAllBytes(Path.of(args[0]));
    BitSet constants = OutsideBuffers.constants(model);
    Path file = Files.createTempFile("mutated", ".tflite");
    try {
      for (int seed = Integer.parseInt(args[1]); seed < Integer.parseInt(args[2]); seed++) {
        byte[] mutated = mutated(model, constants, seed);
        Files.write(file, mutated);
        out.println("ours:" + ours(mutated));
        out.println("tflite:" + (loads(file) ? "loaded" : "refused"));
      }
    } finally {
      Files.delete(file);
    }
  }

  @SuppressWarnings("SystemOut")
  private static void compareFolder(Path folder, int count) throws IOException {
    List<Path> models;
    try (Stream<Path> files = Files.list(folder)) {
      models = files.filter(f -> f.toString().endsWith(".tflite")).sorted().toList();
    }
    try {
      for (Path model : models) {
        List<VerifierComparison> all = of(model, count);
        long loaded = all.stream().filter(c -> c.tflite().equals("loaded")).count();
        System.out.println(model + ": TFLite loads " + loaded + " of " + all.size());
        for (VerifierComparison one : all) {
          if (one.isDisagreement()) {
            System.out.println("  seed " + one.seed + ": " + one.tflite + "; ours: " + one.ours);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** TFLite loads it and we do not, or it dies of what we take. */
  boolean isDisagreement() {
    return tflite.equals("died") ? ours.isEmpty() : tflite.equals("loaded") && !ours.isEmpty();
  }

  /** The mutation with a seed: a byte or an aligned word, once or twice, but of no constant. */
  private static byte[] mutated(byte[] model, BitSet constants, int seed) {
    byte[] bytes = model.clone();
    // The first numbers of small seeds are alike.
    Random random = new Random(seed * 0x9e3779b97f4a7c15L);
    for (int i = seed == 0 ? -1 : random.nextInt(2); i >= 0; i--) {
      int at = MutatedModelTest.place(bytes, random);
      while (constants.get(at)) {
        at = MutatedModelTest.place(bytes, random);
      }
      MutatedModelTest.mutate(bytes, at, random);
    }
    return bytes;
  }

  private static String ours(byte[] bytes) {
    try {
      GraphVerifier.verify(FlatTable.root(ByteBuffer.wrap(bytes)));
      return "";
    } catch (ModelException e) {
      return String.valueOf(e.getMessage());
    } catch (IndexOutOfBoundsException e) {
      return "an offset leads out of it";
    }
  }

  private static boolean loads(Path file) {
    try (FlatBufferModel model = FlatBufferModel.VerifyAndBuildFromFile(file.toString());
        BuiltinOpResolver operators = new BuiltinOpResolver();
        Interpreter interpreter = new Interpreter((Pointer) null)) {
      if (model == null || model.isNull()) {
        return false;
      }
      try (InterpreterBuilder builder = new InterpreterBuilder(model, operators)) {
        return builder.apply(interpreter) == OK
            && !interpreter.isNull()
            && interpreter.AllocateTensors() == OK;
      }
    }
  }
}
