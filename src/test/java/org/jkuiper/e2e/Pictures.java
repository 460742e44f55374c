package org.jkuiper.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jkuiper.tflite.Reference;

/** The photographs of {@code samples}, and those of {@code ../shared/images} where they are. */
final class Pictures {
  /** The samples, and what the default model calls each (samples/CREDITS.md). */
  static final SortedMap<String, String> LABELS =
      new TreeMap<>(
          Map.of(
              "cat.jpg", "286:Egyptian cat",
              "coffee.jpg", "968:espresso",
              "shuttle.jpg", "813:space shuttle",
              "photographer.png", "873:tripod"));

  private static final Path SHARED = Reference.shared().resolve("images");

  private Pictures() {}

  static byte[] sample(String name) throws IOException {
    return Files.readAllBytes(Path.of("samples", name));
  }

  static boolean areShared() {
    return Files.isDirectory(SHARED);
  }

  static byte[] shared(String name) throws IOException {
    return Files.readAllBytes(SHARED.resolve(name));
  }

  /** The line of {@code models/labels.txt} that is right for each shared photograph. */
  static Map<String, Integer> truth() throws IOException {
    Map<String, Integer> truth = new LinkedHashMap<>();
    for (String line : Files.readAllLines(SHARED.resolve("truth.tsv"))) {
      if (!line.startsWith("#")) {
        String[] fields = line.split("\t", -1);
        truth.put(fields[0], Integer.valueOf(fields[1]));
      }
    }
    return truth;
  }
}
