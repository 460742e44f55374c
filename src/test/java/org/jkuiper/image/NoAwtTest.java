package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jkuiper.OtherJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** AWT costs memory and time to load: the formats that are on by default do without. */
@Timeout(60)
class NoAwtTest {
  /** Runs in a process of its own, whose JVM prints each class that it loads. */
  static final class Decode {
    public static void main(String[] args) throws ImageException {
      for (Picture picture : Picture.all()) {
        if (ImageLimits.DEFAULT
            .formats()
            .contains(ImageFormat.sniff(ByteBuffer.wrap(picture.bytes)))) {
          Picture.tensor(picture.bytes, 4, 4);
        }
      }
      System.out.println("decoded");
    }
  }

  @Test
  void theUsualFormatsLoadNoAwt() throws IOException, InterruptedException {
    List<String> lines = OtherJvm.output(Decode.class, "-Xlog:class+load:stdout").lines().toList();
    assertTrue(lines.contains("decoded"));
    assertEquals(
        List.of(),
        lines.stream()
            .filter(
                l ->
                    l.contains("java.awt.")
                        || l.contains("javax.imageio")
                        || l.contains("twelvemonkeys"))
            .toList());
  }
}
