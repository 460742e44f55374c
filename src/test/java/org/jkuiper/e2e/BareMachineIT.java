package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jkuiper.TmpFs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plugin where there is little: no home, a {@code /tmp} of 64 KiB, and a disk that is full,
 * then read-only. Each time the JVM is killed, so that a new one has to get by with it.
 */
@EnabledIf("org.jkuiper.TmpFs#canMount")
class BareMachineIT {
  private static final String CAT = "{\"label\":\"286:Egyptian cat\"}";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  @Timeout(180)
  void itLabelsWithoutAHomeOnAFullDiskThatIsThenReadOnlyAndWithNextToNoTmp() throws Exception {
    Path ekuiper = folder.resolve("ekuiper");
    Map<String, String> barren =
        Map.of("HOME", "/nonexistent", "XDG_CACHE_HOME", "/nonexistent/cache", "TMPDIR", "/tmp");
    try (TmpFs tmp = TmpFs.mount("64k", ekuiper.resolve("tmp"));
        TmpFs plugins = TmpFs.mount("256m", ekuiper.resolve("plugins/portable"));
        Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd =
            Kuiperd.start(ekuiper, broker, Kuiperd.home("tools/kuiperd/get"), barren)) {
      byte[] cat = Pictures.sample("cat.jpg");
      kuiperd.install("pyai", Kuiperd.PYAI);
      LabelRule labels = LabelRule.tutorial(kuiperd, broker);
      assertEquals(CAT, labels.of(cat), "no home, next to no /tmp");

      fill(plugins.path().resolve("filling"));
      fill(tmp.path().resolve("filling"));
      killed(kuiperd);
      assertEquals(CAT, labels.of(cat), "the disk is full");

      plugins.makeReadOnly();
      killed(kuiperd);
      assertEquals(CAT, labels.of(cat), "the plugin's folder is read-only");

      long subscriptions = broker.subscriptions("tfdemo");
      Files.delete(tmp.path().resolve("filling")); // eKuiper itself needs room for its sockets
      kuiperd.kill();
      kuiperd.restart();
      kuiperd.awaitRule(() -> broker.subscriptions("tfdemo") > subscriptions);
      assertEquals(CAT, labels.of(cat), "eKuiper has started it from a read-only folder");
    }
  }

  private static void killed(Kuiperd kuiperd) {
    assertEquals(1, kuiperd.jvms().size());
    kuiperd.jvms().forEach(ProcessHandle::destroyForcibly);
  }

  private static void fill(Path file) throws IOException {
    byte[] block = new byte[4 << 10];
    try {
      while (true) {
        Files.write(file, block, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }
}
