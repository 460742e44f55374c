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

  /** It was not, and why; never empty, which eKuiper would take for success. */
  public static byte[] error(String message) {
    return Json.write(Map.of("error", message.isEmpty() ? "unknown" : message));
  }
}
