package org.jkuiper.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The files that {@code new} and {@code pack} write; they lie in our jar. */
final class Templates {
  private Templates() {}

  /** A file of the jar, with the value in place of each {@code {{name}}}. */
  static String text(String resource, Map<String, String> values) {
    String text = text(resource);
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("{{" + value.getKey() + "}}", value.getValue());
    }
    return text;
  }

  /** A file of the jar as it is. */
  static String text(String resource) {
    try (InputStream in = Templates.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("jkuiper's jar lacks its file " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
