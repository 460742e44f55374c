package org.jkuiper.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
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
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:stdout",
                "-cp",
                System.getProperty("java.class.path"),
                Decode.class.getName())
            .redirectErrorStream(true)
            .start();
    List<String> lines;
    try (InputStream out = process.getInputStream()) {
      lines = new String(out.readAllBytes(), UTF_8).lines().toList();
    }
    assertEquals(0, process.waitFor());
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
