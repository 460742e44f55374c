package org.jkuiper.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plugin's {@code {name}.json}.
 *
 * @param name not in the file: the file's name
 * @param version as {@code v1.0.0}; empty where the file has none
 * @param language what eKuiper takes: {@code go} (execute the file) or {@code python}
 * @param executable the file to execute, relative to the plugin's folder
 */
public record Descriptor(
    String name,
    String version,
    String language,
    String executable,
    List<String> sources,
    List<String> sinks,
    List<String> functions) {

  public Descriptor {
    sources = List.copyOf(sources);
    sinks = List.copyOf(sinks);
    functions = List.copyOf(functions);
  }

  /**
   * Reads the file's text. Only its form is checked, not whether eKuiper would take it.
   *
   * @throws MalformedMessageException if it is no JSON object or a key has a wrong type
   */
  public static Descriptor parse(String name, String json) throws MalformedMessageException {
    Map<String, @Nullable Object> object = Json.readObject(json);
    return new Descriptor(
        name,
        text(object, "version"),
        text(object, "language"),
        text(object, "executable"),
        symbols(object, "sources"),
        symbols(object, "sinks"),
        symbols(object, "functions"));
  }

  private static String text(Map<String, @Nullable Object> object, String key)
      throws MalformedMessageException {
    Object value = object.getOrDefault(key, "");
    if (value instanceof String text) {
      return text;
    }
    throw new MalformedMessageException(key + " must be a text");
  }

  private static List<String> symbols(Map<String, @Nullable Object> object, String key)
      throws MalformedMessageException {
    Object value = object.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw new MalformedMessageException(key + " must be a list of names");
  }
}
