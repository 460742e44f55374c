package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jkuiper.tflite.Reference;

/**
 * Photographs, each with a label that no other one here has, in an order in which a lost, a doubled
 * or a stale answer cannot go unnoticed: no two of the same among any three that follow one
 * another.
 */
final class Photographs {
  /** A photograph and the row that it gives. */
  @SuppressWarnings("ArrayRecordComponent") // each is one and the same object wherever it stands
  record Labelled(byte[] bytes, String row) {}

  private final List<Labelled> all;
  private final Random random;

  private Photographs(List<Labelled> all, long seed) {
    this.all = all;
    this.random = new Random(seed);
  }

  /** The samples, and shared photographs where they are, as the rule labels them in peace. */
  static Photographs labelledBy(LabelRule rule, long seed) throws Exception {
    List<Labelled> all = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    for (byte[] photograph : files()) {
      String row = rule.of(photograph);
      if (!rows.contains(row)) {
        rows.add(row);
        all.add(new Labelled(photograph, row));
      }
    }
    return new Photographs(all, seed);
  }

  /** The samples, and shared photographs where they are. */
  static List<byte[]> files() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (String sample : Pictures.LABELS.keySet()) {
      files.add(Pictures.sample(sample));
    }
    if (Pictures.areShared()) {
      try (Stream<Path> shared = Files.list(Reference.shared().resolve("images"))) {
        for (Path path :
            shared.filter(file -> file.toString().endsWith(".jpg")).sorted().toList()) {
          files.add(Files.readAllBytes(path));
        }
      }
    }
    return files;
  }

  /** A sequence of that many. */
  List<Labelled> sequence(int count) {
    List<Labelled> sequence = new ArrayList<>();
    while (sequence.size() < count) {
      Labelled next = all.get(random.nextInt(all.size()));
      int begin = Math.max(0, sequence.size() - 2);
      if (!sequence.subList(begin, sequence.size()).contains(next)) {
        sequence.add(next);
      }
    }
    assertEquals(count, sequence.size());
    return sequence;
  }
}
