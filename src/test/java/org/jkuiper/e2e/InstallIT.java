package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What install.sh finds out before eKuiper starts the plugin. */
class InstallIT {
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
}
