package org.jkuiper.tflite;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A damaged model is refused or works; it never takes the process with it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MutatedModelTest {

  private static final int[] TELLING = {
    0, -1, 1, 2, 255, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE
  };

  private static final List<TinyModel> MODELS =
      List.of(
          TinyModel.uint8().labels("red", "green", "blue"),
          TinyModel.int8().softmax(),
          TinyModel.float32()
              .normalisation(new float[] {1, 2, 3}, new float[] {4, 5, 6})
              .logistic(),
          TinyModel.uint8().softmax().dequantised().labels("a", "b", "c"));

  @TempDir private Path folder;

  @Test
  void fiveHundredMutatedModelsLoadOrAreRefused() throws Exception {
    List<byte[]> models = MODELS.stream().map(TinyModel::bytes).toList();
    int refused = 0;
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      byte[] bytes = models.get(seed % models.size()).clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        mutate(bytes, place(bytes, random), random);
      }
      try {
        classify(bytes);
      } catch (ModelException e) {
        refused++;
        assertTrue(e.getMessage().startsWith("the model "), "seed " + seed + ": " + e.getMessage());
      }
    }
    assertTrue(refused > 100 && refused < 500, refused + " refused");
  }

  static int place(byte[] bytes, Random random) {
    return 8 + random.nextInt(bytes.length - 12);
  }

  /** Changes a byte, or its aligned word (offsets, indices, lengths, shapes). */
  static void mutate(byte[] bytes, int at, Random random) {
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (random.nextInt(4)) {
      case 0 -> bytes[at] = (byte) random.nextInt(256);
      case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> words.putInt(at & ~3, TELLING[random.nextInt(TELLING.length)]);
      default -> words.putInt(at & ~3, random.nextInt(400));
    }
  }

  private void classify(byte[] bytes) throws Exception {
    Path file = Files.write(folder.resolve("m.tflite"), bytes);
    try (Model model = Model.load(file);
        Classifier classifier = new Classifier(model, 1)) {
      classifier.classify();
    }
  }
}
