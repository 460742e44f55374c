package org.jkuiper.runtime;

import java.nio.charset.StandardCharsets;
import org.jkuiper.plugin.Message;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/** A sink's message, as it came from the wire. */
final class RawMessage implements Message {
  private final byte[] bytes;

  RawMessage(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public @Nullable Object json() {
    try {
      return Json.read(bytes, 0, bytes.length);
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException("the message is " + e.getMessage(), e);
    }
  }
}
