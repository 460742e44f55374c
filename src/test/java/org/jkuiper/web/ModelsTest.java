package org.jkuiper.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
  @TempDir private Path folder;

  @Test
  void theModelsOfThePluginsFolderWithTheirTasks() throws Exception {
    Path models = Files.createDirectory(folder.resolve("models"));
    Files.copy(Path.of("models/efficientnet_lite0_int8.tflite"), models.resolve("b.tflite"));
    Files.writeString(models.resolve("a.tflite"), "…TFLite_Detection_PostProcess…");
    Files.writeString(models.resolve("labels.txt"), "cat");
    Models seen = new Models();
    List<Models.Model> expected =
        List.of(new Models.Model("a", "detection"), new Models.Model("b", "classification"));
    assertEquals(expected, seen.in(folder));
    assertEquals(expected, seen.in(folder));
    Files.writeString(models.resolve("a.tflite"), "another one, for classes");
    assertEquals("classification", seen.in(folder).get(0).task());
  }

  @Test
  void whereThePluginIsElsewhereThereIsItsDefault() {
    List<Models.Model> unknown = List.of(new Models.Model(null, "classification"));
    assertEquals(unknown, new Models().in(null));
    assertEquals(unknown, new Models().in(folder));
  }
}
