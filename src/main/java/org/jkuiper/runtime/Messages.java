package org.jkuiper.runtime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Message bodies. */
final class Messages {
  private Messages() {}

  static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
