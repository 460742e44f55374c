package org.jkuiper.protocol;

import java.util.Map;
import java.util.Objects;
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

  // Both are written out: the JVM takes milliseconds to make those of a record at their first use,
  // when a plugin starts.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Meta meta
        && ruleId.equals(meta.ruleId)
        && opId.equals(meta.opId)
        && instanceId == meta.instanceId;
  }

  @Override
  public int hashCode() {
    return Objects.hash(ruleId, opId, instanceId);
  }

  static Meta of(Map<String, @Nullable Object> object) {
    return new Meta(
        object.get("ruleId") instanceof String rule ? rule : "",
        object.get("opId") instanceof String op ? op : "",
        object.get("instanceId") instanceof Number instance ? instance.intValue() : 0);
  }
}
