package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged pictures of every format: each decodes or gives an error in under a second of processor
 * time, and the good picture after it is as it was. {@code -Djkuiper.mutations=10000} makes more
 * than the default.
 */
@Timeout(600)
class MutatedPicturesTest {
  private static final int MUTATIONS = Integer.getInteger("jkuiper.mutations", 2000);
  private static final int SIDE = 16;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final List<Picture> pictures = Picture.all();
  private final Random random = new Random(20240707);
  private final ImageTensor tensor = new ImageTensor(SIDE, SIDE, Picture.EVERY_FORMAT);
  private final ByteBuffer rgb = ByteBuffer.allocate(SIDE * SIDE * 3);

  @Test
  void everyMutationDecodesOrFailsQuicklyAndHarmsNoOther() throws ImageException {
    Picture good = Picture.named("jpeg rgb 4:2:0");
    byte[] expected = fill(good.bytes).clone();
    int decoded = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Picture picture = pictures.get(i % pictures.size());
      byte[] mutant = mutate(picture.bytes);
      long start = THREADS.getCurrentThreadCpuTime();
      try {
        fill(mutant);
        decoded++;
      } catch (ImageException e) {
        assertEquals(0, rgb.position(), e.getMessage());
      }
      long millis = (THREADS.getCurrentThreadCpuTime() - start) / 1_000_000;
      assertTrue(millis < 1000, picture + ", mutation " + i + ": " + millis + " ms");
      assertArrayEquals(expected, fill(good.bytes), "after mutation " + i + " of " + picture);
    }
    assertTrue(decoded > MUTATIONS / 100 && decoded < MUTATIONS, decoded + " decoded");
  }

  private byte[] fill(byte[] image) throws ImageException {
    rgb.clear();
    tensor.fill(image, rgb);
    return rgb.array();
  }

  /** Some bytes changed, a run of bytes moved, repeated or left out, or the end cut off. */
  private byte[] mutate(byte[] picture) {
    byte[] mutant = picture.clone();
    int at = random.nextInt(mutant.length);
    int length = 1 + random.nextInt(Math.min(16, mutant.length - at));
    switch (random.nextInt(5)) {
      case 0 -> mutant = Arrays.copyOf(mutant, at);
      case 1 ->
          System.arraycopy(picture, at, mutant, random.nextInt(mutant.length - length + 1), length);
      case 2 -> {
        mutant = Arrays.copyOf(mutant, mutant.length - length);
        System.arraycopy(picture, at + length, mutant, at, picture.length - at - length);
      }
      default -> {
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
          // Half of the changes in the header, where they tell most.
          int within = random.nextBoolean() ? mutant.length : Math.min(64, mutant.length);
          mutant[random.nextInt(within)] =
              (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(3) - 1);
        }
      }
    }
    return mutant;
  }
}
