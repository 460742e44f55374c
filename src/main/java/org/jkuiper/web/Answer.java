package org.jkuiper.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/**
 * What the rule sends for a picture: a row, or an error, which does not say of which picture.
 *
 * @param id the picture's; null if it is an error
 * @param results what the function returned; null if it is an error
 * @param error the function's words, or eKuiper's; null if it is a row
 * @param ofFunction whether the error is one of the function about a picture
 */
record Answer(
    @Nullable String id, @Nullable List<?> results, @Nullable String error, boolean ofFunction) {
  /** Reads a message of the rule's MQTT action, with {@code sendError} and {@code sendSingle}. */
  static Answer of(byte[] message, String function) {
    String text = new String(message, StandardCharsets.UTF_8);
    try {
      Map<String, @Nullable Object> row = Json.readObject(text);
      if (row.get("topic") instanceof String topic) {
        List<?> results = row.get("results") instanceof List<?> list ? list : List.of();
        return new Answer(topic.substring(topic.lastIndexOf('/') + 1), results, null, false);
      }
      return error(row.get("error") instanceof String error ? error : text, function);
    } catch (MalformedMessageException e) {
      // eKuiper 2.4 sends the bare sentence.
      return error(text, function);
    }
  }

  private static Answer error(String text, String function) {
    String before = "call func " + function + " error: ";
    int at = text.indexOf(before);
    return at < 0
        ? new Answer(null, null, text, false)
        : new Answer(null, null, text.substring(at + before.length()), true);
  }

  /** Whether eKuiper has given up waiting for the plugin, so that another try may do. */
  boolean timedOut() {
    return ofFunction && error != null && error.startsWith("time out, plugin");
  }
}
