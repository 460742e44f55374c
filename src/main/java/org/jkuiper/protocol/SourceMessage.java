package org.jkuiper.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a source sends. */
public record SourceMessage(
    Map<String, ? extends @Nullable Object> message, Map<String, ? extends @Nullable Object> meta) {

  /**
   * The JSON.
   *
   * @throws IllegalArgumentException if JSON can't carry a value
   */
  public byte[] toJson() {
    return Json.write(this);
  }
}
