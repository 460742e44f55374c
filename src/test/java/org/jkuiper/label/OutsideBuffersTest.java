package org.jkuiper.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jkuiper.tflite.OutsideBuffers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose constants lie behind its FlatBuffer. */
class OutsideBuffersTest {
  @TempDir private Path folder;

  @Test
  void itsLabelsAndConfidencesAreThoseOfTheSameModelInOnePiece() throws Exception {
    Path models = Files.createDirectory(folder.resolve("models"));
    Files.copy(Path.of("models/labels.txt"), models.resolve("labels.txt"));
    byte[] whole = Files.readAllBytes(Path.of("models/efficientnet_lite0_int8.tflite"));
    List<Label> cat = labels(models, whole, "cat");
    assertNotEquals(cat, labels(models, whole, "coffee"));
    byte[] moved = OutsideBuffers.of(whole);
    assertEquals(cat, labels(models, moved, "cat"));
  }

  private List<Label> labels(Path models, byte[] model, String sample) throws Exception {
    Files.write(models.resolve("m.tflite"), model);
    byte[] picture = Files.readAllBytes(Path.of("samples", sample + ".jpg"));
    try (LabelModel loaded = LabelModel.load(LabelImageTest.source(folder));
        Labeller labeller = new Labeller(loaded, 1)) {
      return LabelImageTest.labels(labeller, loaded, ByteBuffer.wrap(picture));
    }
  }
}
