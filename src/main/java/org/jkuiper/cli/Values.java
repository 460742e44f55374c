package org.jkuiper.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.MalformedMessageException;
import org.jkuiper.text.Snippet;
import org.jspecify.annotations.Nullable;

/** What words of the command line stand for. */
final class Values {
  private Values() {}

  /** A file's bytes where the word names one, else {@link #jsonOrText}. */
  static @Nullable Object argument(String word) throws IOException {
    return isFile(word) ? Files.readAllBytes(Path.of(word)) : jsonOrText(word);
  }

  /** Whether a word names a file that is there. */
  static boolean isFile(String word) {
    try {
      return Files.isRegularFile(Path.of(word));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** The JSON value that the word is, else the word itself. */
  static @Nullable Object jsonOrText(String word) {
    try {
      return Json.read(word);
    } catch (MalformedMessageException e) {
      return word;
    }
  }

  /**
   * Properties out of words: each is {@code NAME=VALUE}, a JSON object, or a file that holds one; a
   * later one wins.
   */
  static Map<String, @Nullable Object> properties(List<String> words) throws IOException {
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (word.startsWith("{")) {
        properties.putAll(Json.readObject(word));
      } else if (equals > 0) {
        properties.put(word.substring(0, equals), jsonOrText(word.substring(equals + 1)));
      } else if (isFile(word)) {
        properties.putAll(Json.readObject(Files.readString(Path.of(word))));
      } else {
        throw new IllegalArgumentException(
            "--config takes NAME=VALUE, a JSON object or the name of a file with one, not "
                + Snippet.of(word));
      }
    }
    return properties;
  }
}
