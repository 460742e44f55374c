package org.jkuiper.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the page is told of a picture that came back. */
final class Outcome {
  private static final List<String> PARTS = List.of("decode", "resize", "inference");

  private Outcome() {}

  /**
   * Takes what the option {@code details} adds to each entry, the model and its times, out of the
   * entries.
   *
   * @param totalMillis from publishing to the answer
   */
  static Map<String, @Nullable Object> of(String id, List<?> results, double totalMillis) {
    List<Object> entries = new ArrayList<>();
    Object model = null;
    Map<?, ?> parts = Map.of();
    for (Object result : results) {
      if (result instanceof Map<?, ?> map) {
        Map<Object, Object> entry = new LinkedHashMap<>(map);
        model = entry.remove("model");
        parts = entry.remove("millis") instanceof Map<?, ?> millis ? millis : Map.of();
        entries.add(entry);
      }
    }
    Map<String, @Nullable Object> outcome = new LinkedHashMap<>();
    outcome.put("id", id);
    outcome.put("results", entries);
    outcome.put("model", model);
    outcome.put("millis", millis(parts, totalMillis));
    return outcome;
  }

  private static Map<String, @Nullable Object> millis(Map<?, ?> parts, double total) {
    Map<String, @Nullable Object> millis = new LinkedHashMap<>();
    Double sum = null;
    for (String part : PARTS) {
      Double one = parts.get(part) instanceof Number number ? number.doubleValue() : null;
      millis.put(part, one);
      if (one != null) {
        sum = sum == null ? one : sum + one;
      }
    }
    millis.put("rest", sum == null ? null : Math.max(0, total - sum));
    millis.put("total", total);
    return millis;
  }
}
