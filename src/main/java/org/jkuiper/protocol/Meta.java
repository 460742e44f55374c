package org.jkuiper.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The place of a symbol in eKuiper.
 *
 * @param ruleId empty in the control messages of functions
 * @param opId likewise
 * @param instanceId from 0
 */
public record Meta(String ruleId, String opId, int instanceId) {
  public static final Meta NONE = new Meta("", "", 0);

  static Meta of(Map<String, @Nullable Object> object) {
    return new Meta(
        object.get("ruleId") instanceof String rule ? rule : "",
        object.get("opId") instanceof String op ? op : "",
        object.get("instanceId") instanceof Number instance ? instance.intValue() : 0);
  }
}
