package org.jkuiper.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jkuiper.tflite.Reference;

/** The photographs of {@code samples}, and those of {@code ../shared/images} where they are. */
final class Pictures {
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
