package org.jkuiper.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which models there are to choose from: those in the plugin's folder, if it is on this machine.
 */
final class Models {
  /**
   * @param name what the option {@code model} takes; null for the plugin's default
   */
  record Model(@Nullable String name, String task) {}

  private static final String SUFFIX = ".tflite";

  /** The operator that only detection models have, by its name in the file. */
  private static final String DETECTION = "TFLite_Detection_PostProcess";

  private final Map<Path, Map.Entry<Object, String>> tasks = new ConcurrentHashMap<>();

  /**
   * Models of which only the names are known: each may be for either task.
   *
   * @param names none if not even they are
   */
  static List<Model> elsewhere(List<String> names) {
    List<Model> models = new ArrayList<>();
    for (String name : names) {
      models.add(new Model(name, "classification"));
      models.add(new Model(name, "detection"));
    }
    return models.isEmpty() ? List.of(new Model(null, "classification")) : models;
  }

  /**
   * @param folder the plugin's; null if it is elsewhere
   */
  List<Model> in(@Nullable Path folder) {
    List<Model> models = new ArrayList<>();
    if (folder != null) {
      try (Stream<Path> files = Files.list(folder.resolve("models"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(SUFFIX)).sorted().toList()) {
          String name = file.getFileName().toString();
          models.add(new Model(name.substring(0, name.length() - SUFFIX.length()), task(file)));
        }
      } catch (IOException e) {
        // The plugin was removed at this moment, or is another user's.
      }
    }
    return models.isEmpty() ? elsewhere(List.of()) : models;
  }

  /** Reads a file once, and again when it is another one. */
  private String task(Path file) throws IOException {
    Path real = file.toRealPath();
    Object version = Files.getLastModifiedTime(real).toMillis() + " " + Files.size(real);
    Map.Entry<Object, String> known = tasks.get(real);
    if (known == null || !known.getKey().equals(version)) {
      String content = new String(Files.readAllBytes(real), StandardCharsets.ISO_8859_1);
      known = Map.entry(version, content.contains(DETECTION) ? "detection" : "classification");
      tasks.put(real, known);
    }
    return known.getValue();
  }
}
