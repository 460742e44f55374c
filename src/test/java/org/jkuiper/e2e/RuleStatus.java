package org.jkuiper.e2e;

import java.io.IOException;
import java.util.Map;
import org.jkuiper.protocol.Json;
import org.jspecify.annotations.Nullable;

/** What eKuiper says of a rule. */
record RuleStatus(Map<String, @Nullable Object> figures) {

  static RuleStatus of(Kuiperd kuiperd, String rule) throws IOException {
    return new RuleStatus(Json.readObject(kuiperd.get("/rules/" + rule + "/status")));
  }

  /** Whether the rule runs and this figure is above the value. */
  static boolean above(Kuiperd kuiperd, String rule, String figure, long value) {
    try {
      RuleStatus status = of(kuiperd, rule);
      return "running".equals(status.figures.get("status")) && status.number(figure) > value;
    } catch (IOException e) {
      return false;
    }
  }

  /** A figure that is a number; -1 where it is not there. */
  long number(String figure) {
    return figures.get(figure) instanceof Number number ? number.longValue() : -1;
  }

  /** The sum of what all operators call {@code exceptions_total}. */
  long exceptions() {
    return figures.keySet().stream()
        .filter(figure -> figure.endsWith("_exceptions_total"))
        .mapToLong(this::number)
        .sum();
  }
}
