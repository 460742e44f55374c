package org.jkuiper.detect;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/** Reads options, an object or the JSON text of one; each text once. For one thread at a time. */
final class ReadOptions {
  private static final int KEPT = 64;

  private final Map<String, DetectOptions> texts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, DetectOptions> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * The options of a call.
   *
   * @throws IllegalArgumentException if they are wrong; the message says what
   */
  DetectOptions of(@Nullable Object given) {
    if (given instanceof String text) {
      DetectOptions options = texts.get(text);
      if (options == null) {
        options = DetectOptions.of(object(text));
        texts.put(text, options);
      }
      return options;
    }
    if (given instanceof Map<?, ?> object) {
      @SuppressWarnings("unchecked") // the keys of JSON are texts
      Map<String, @Nullable Object> options = (Map<String, @Nullable Object>) object;
      return DetectOptions.of(options);
    }
    throw new IllegalArgumentException(
        "argument 2 must be options, an object or the JSON text of one");
  }

  private static Map<String, @Nullable Object> object(String text) {
    try {
      return Json.readObject(text);
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException("the options are " + e.getMessage(), e);
    }
  }
}
