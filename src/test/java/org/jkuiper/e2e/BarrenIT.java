package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plugin where there is little: no home, a {@code /tmp} of 64 KiB, and a disk that is full,
 * then read-only. Each time the JVM is killed, so that a new one has to get by with it.
 */
@EnabledIf("canMount")
class BarrenIT {
  private static final String CAT = "{\"label\":\"286:Egyptian cat\"}";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  static boolean canMount() throws IOException, InterruptedException {
    return run("unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt") == 0;
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static void mount(String options, Path place) throws IOException, InterruptedException {
    Files.createDirectories(place);
    assertEquals(0, run("mount", "-t", "tmpfs", "-o", options, "tmpfs", place.toString()));
  }

  @Test
  @Timeout(180)
  void itLabelsWithoutAHomeOnAFullDiskThatIsThenReadOnlyAndWithNextToNoTmp() throws Exception {
    Path ekuiper = folder.resolve("ekuiper");
    Path tmp = ekuiper.resolve("tmp");
    Path plugins = ekuiper.resolve("plugins/portable");
    mount("size=64k", tmp);
    mount("size=256m", plugins);
    Map<String, String> barren =
        Map.of("HOME", "/nonexistent", "XDG_CACHE_HOME", "/nonexistent/cache", "TMPDIR", "/tmp");
    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd =
            Kuiperd.start(ekuiper, broker, Kuiperd.home("tools/kuiperd/get"), barren)) {
      byte[] cat = Pictures.sample("cat.jpg");
      kuiperd.install("pyai", Kuiperd.PYAI);
      LabelRule labels = LabelRule.tutorial(kuiperd, broker);
      assertEquals(CAT, labels.of(cat), "no home, next to no /tmp");

      fill(plugins.resolve("filling"));
      fill(tmp.resolve("filling"));
      killed(kuiperd);
      assertEquals(CAT, labels.of(cat), "the disk is full");

      assertEquals(0, run("mount", "-o", "remount,ro", plugins.toString()));
      killed(kuiperd);
      assertEquals(CAT, labels.of(cat), "the plugin's folder is read-only");

      long subscriptions = broker.subscriptions("tfdemo");
      Files.delete(tmp.resolve("filling")); // eKuiper itself needs room for its sockets
      kuiperd.kill();
      kuiperd.restart();
      kuiperd.awaitRule(() -> broker.subscriptions("tfdemo") > subscriptions);
      assertEquals(CAT, labels.of(cat), "eKuiper has started it from a read-only folder");
    } finally {
      run("umount", "--lazy", plugins.toString());
      run("umount", "--lazy", tmp.toString());
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
