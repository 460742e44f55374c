package org.jkuiper.protocol;

import java.util.Map;

/**
 * What a sink answers to each message where its action sets {@code requireAck}.
 *
 * @hidden internal
 */
public final class SinkAck {
  private SinkAck() {}

  /** The message was taken. */
  public static byte[] ok() {
    return Json.write(Map.of());
  }

  /**
   * Why the message was not taken, as an answer says; empty if it was.
   *
   * @throws MalformedMessageException if it is no JSON object
   */
  public static String errorOf(byte[] answer) throws MalformedMessageException {
    return Json.readObjectAsGo(answer).get("error") instanceof String error ? error : "";
  }

  /** It was not, and why; never empty, which eKuiper would take for success. */
  public static byte[] error(String message) {
    return Json.write(Map.of("error", message.isEmpty() ? "unknown" : message));
  }
}
