package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What install.sh finds out before eKuiper starts the plugin. */
class InstallIT {
  private static final String CAT = "{\"label\":\"286:Egyptian cat\"}";

  /** The class archive is begun after 10 s, and made at the lowest priority. */
  private static final Duration ARCHIVE = Duration.ofSeconds(90);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  @Timeout(120)
  void aPluginThatCannotLabelHereIsRefusedWithTheReason() throws Exception {
    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker)) {
      Path zip = Files.copy(Kuiperd.PYAI, folder.resolve("ekuiper/pyai.zip"));
      try (FileSystem inside = FileSystems.newFileSystem(zip);
          Stream<Path> models = Files.list(inside.getPath("models"))) {
        for (Path model : models.filter(file -> file.toString().endsWith(".tflite")).toList()) {
          Files.delete(model);
        }
      }
      HttpResponse<String> answer =
          kuiperd.request("POST", "/plugins/portables", Kuiperd.pluginAt("pyai", zip));
      assertEquals(400, answer.statusCode(), answer::body);
      assertTrue(answer.body().contains("labelImage: "), answer::body);
      assertTrue(answer.body().contains(".tflite"), answer::body);
      assertFalse(answer.body().contains("runs on Java"), answer::body);
    }
  }

  /** A JVM that cannot start says so on standard output. */
  @Test
  @Timeout(120)
  void aJvmThatCannotStartIsRefusedWithItsReason() throws Exception {
    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker)) {
      Path zip = Files.copy(Kuiperd.PYAI, folder.resolve("ekuiper/pyai.zip"));
      try (FileSystem inside = FileSystems.newFileSystem(zip)) {
        Path arguments = inside.getPath("plugin.args");
        Files.writeString(arguments, "-XX:+UseG1GC\n" + Files.readString(arguments));
      }
      HttpResponse<String> answer =
          kuiperd.request("POST", "/plugins/portables", Kuiperd.pluginAt("pyai", zip));
      assertEquals(400, answer.statusCode(), answer::body);
      String said = answer.body().substring(answer.body().indexOf("stderr:"));
      assertTrue(said.contains("garbage collectors"), answer::body);
    }
  }

  @Test
  @Timeout(180)
  void theAnswerDoesNotWaitForTheClassArchiveWhichTheNextJvmTakes() throws Exception {
    Path plugin = folder.resolve("ekuiper/plugins/portable/pyai");
    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker)) {
      kuiperd.install("pyai", Kuiperd.PYAI);
      assertFalse(isMade(plugin), "a class archive made while eKuiper waits");
      assertTrue(Files.readString(plugin.resolve("prepared.sh")).contains("later=\"archive.sh"));
      LabelRule labels = LabelRule.tutorial(kuiperd, broker);
      assertEquals(CAT, labels.of(Pictures.sample("cat.jpg")));

      // eKuiper is killed before it is made: the launcher of the next one begins anew.
      long subscriptions = broker.subscriptions("tfdemo");
      kuiperd.kill();
      kuiperd.restart();
      kuiperd.awaitRule(() -> broker.subscriptions("tfdemo") > subscriptions);
      assertFalse(isMade(plugin));
      ProcessHandle first = kuiperd.jvms().get(0);
      Eventually.holds(ARCHIVE, () -> kuiperd.log().contains("archive is made"), kuiperd::log);
      assertTrue(isMade(plugin), kuiperd::log);
      assertFalse(Files.readString(plugin.resolve("prepared.sh")).contains("archive.sh pyai"));
      assertEquals(CAT, labels.of(Pictures.sample("cat.jpg")));
      assertTrue(first.isAlive(), "the JVM that serves goes on");

      first.destroyForcibly();
      assertEquals(CAT, labels.of(Pictures.sample("cat.jpg")));
      String command = kuiperd.jvms().get(0).info().commandLine().orElse("");
      assertTrue(command.matches(".*-XX:(SharedArchiveFile|AOTCache)=classes\\..*"), command);
    }
  }

  @Test
  @Timeout(180)
  void anArchiveThatCannotBeMadeIsToldOnceAndLeftAtThat() throws Exception {
    Path plugin = folder.resolve("ekuiper/plugins/portable/pyai");
    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker)) {
      kuiperd.install("pyai", Kuiperd.PYAI);
      Files.writeString(plugin.resolve("rehearsal.jpg"), "no picture");
      Eventually.holds(
          ARCHIVE, () -> kuiperd.log().contains("no class archive can be made"), kuiperd::log);
      assertTrue(kuiperd.log().contains("labelImage: "), kuiperd::log);
      assertFalse(Files.readString(plugin.resolve("prepared.sh")).contains("archive.sh pyai"));
      assertFalse(isMade(plugin));
    }
  }

  private static boolean isMade(Path plugin) {
    return Files.exists(plugin.resolve("classes.jsa"))
        || Files.exists(plugin.resolve("classes.aot"));
  }
}
