package org.jkuiper.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A model of 5 MB is replaced again and again, in a JVM whose heap does not grow. */
@EnabledOnOs(OS.LINUX)
class SwapsTest {
  private static final int SWAPS = 100;

  /** Until the JVM has compiled what it runs, and glibc has the blocks that it keeps. */
  private static final int BEFORE = 30;

  @TempDir private Path folder;

  @Test
  @Timeout(120)
  void aHundredSwapsLeaveNoMemoryBehind() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xms48m",
                "-Xmx48m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                SwapsTest.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    long grown = Long.parseLong(output.lines().reduce((a, b) -> b).orElseThrow());
    // One model in ten that stayed would be 50 MB of its file alone.
    assertTrue(grown < 15_000, "grown by " + grown + " KB");
  }

  /** Prints by how many kilobytes the process has grown. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Files.copy(Path.of("samples/cat.jpg"), folder.resolve("rehearsal.jpg"));
    Path file = Files.createDirectory(folder.resolve("models")).resolve("m.tflite");
    byte[] model = Files.readAllBytes(Path.of("models/efficientnet_lite0_int8.tflite"));
    Colours task = new Colours("model");
    long before = 0;
    try (Models models = new Models(folder, List.of(task), Duration.ZERO)) {
      for (int i = 0; i < BEFORE + SWAPS; i++) {
        Path fresh = Files.write(folder.resolve("new"), model);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        try (Lease<Colours.Classified> lease = models.lease(task, "", null)) {
          lease.get().classifier.classify();
        }
        before = i == BEFORE ? residentKilobytes() : before;
      }
    }
    assertEquals(BEFORE + SWAPS, task.loads);
    System.out.println(residentKilobytes() - before);
  }

  private static long residentKilobytes() throws IOException {
    String pages = Files.readString(Path.of("/proc/self/statm")).split(" ", 3)[1];
    return Long.parseLong(pages) * 4;
  }
}
