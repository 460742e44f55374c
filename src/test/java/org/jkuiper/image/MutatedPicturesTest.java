package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
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
      byte[] mutant = Mutation.of(picture.bytes, random);
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
    tensor.fill(ByteBuffer.wrap(image), rgb);
    return rgb.array();
  }
}
