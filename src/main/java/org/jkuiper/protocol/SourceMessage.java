package org.jkuiper.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a source sends. */
public record SourceMessage(
    Map<String, ? extends @Nullable Object> message, Map<String, ? extends @Nullable Object> meta) {

  /**
   * Reads one; what it lacks is empty.
   *
   * @throws MalformedMessageException if it is no JSON object
   */
  @SuppressWarnings("unchecked")
  public static SourceMessage parse(byte[] json) throws MalformedMessageException {
    Map<String, @Nullable Object> object = Json.readObjectAsGo(json);
    return new SourceMessage(
        object.get("message") instanceof Map<?, ?> message
            ? (Map<String, @Nullable Object>) message
            : Map.of(),
        object.get("meta") instanceof Map<?, ?> meta
            ? (Map<String, @Nullable Object>) meta
            : Map.of());
  }

  /**
   * The JSON.
   *
   * @throws IllegalArgumentException if JSON can't carry a value
   */
  public byte[] toJson() {
    return Json.write(this);
  }
}
