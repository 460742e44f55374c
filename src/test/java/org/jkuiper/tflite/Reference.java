package org.jkuiper.tflite;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What Python (ai-edge-litert and Pillow) finds for a model: made by {@code
 * src/test/reference/classify.py}, kept in {@code src/test/resources/reference}.
 *
 * @param pattern the ranking of the pixels (7x + 13y + 50c) &amp; 255
 * @param images the ranking of each photograph of {@code ../shared/images}, by file name
 */
public record Reference(List<Scored> pattern, Map<String, List<Scored>> images) {

  /**
   * One of the five most probable classes; {@code index} counts the lines of {@code
   * models/labels.txt}.
   */
  public record Scored(int index, double probability) {}

  /**
   * The folder with {@code models} and {@code images} that the project may use but not copy; it may
   * be absent.
   */
  public static Path shared() {
    String stated = System.getProperty("jkuiper.shared", System.getenv("JKUIPER_SHARED"));
    return stated == null ? Path.of("..", "shared") : Path.of(stated);
  }

  public static boolean isSharedPresent() {
    return Files.isDirectory(shared().resolve("models"));
  }

  /**
   * The file of a model, by its name without {@code .tflite}: the project's own, or a shared one.
   */
  public static Path model(String name) {
    Path own = Path.of("models", name + ".tflite");
    return Files.exists(own) ? own : shared().resolve(own);
  }

  /**
   * Reads the reference values of a model.
   *
   * @param model the file's name without {@code .tflite}
   */
  public static Reference of(String model) throws IOException {
    List<Scored> pattern = List.of();
    Map<String, List<Scored>> images = new LinkedHashMap<>();
    try (InputStream in = Reference.class.getResourceAsStream("/reference/" + model + ".json");
        JsonParser json = new JsonFactory().createParser(in)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.START_ARRAY) {
          String name = json.currentName();
          List<Scored> ranking = ranking(json);
          if (name.equals("pattern")) {
            pattern = ranking;
          } else {
            images.put(name, ranking);
          }
        }
      }
    }
    return new Reference(pattern, images);
  }

  private static List<Scored> ranking(JsonParser json) throws IOException {
    List<Scored> ranking = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_ARRAY) {
      json.nextToken();
      int index = json.getIntValue();
      json.nextToken();
      ranking.add(new Scored(index, json.getDoubleValue()));
      json.nextToken();
    }
    return ranking;
  }
}
