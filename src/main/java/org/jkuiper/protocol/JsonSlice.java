package org.jkuiper.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jkuiper.text.Base64Text;
import org.jkuiper.text.LooseBase64;
import org.jspecify.annotations.Nullable;

/** One JSON value in a larger text, not yet decoded. */
final class JsonSlice {
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private final String name;
  private final byte[] json;
  private final int begin;
  private final int end;

  /**
   * @param name what an error calls it
   */
  JsonSlice(String name, byte[] json, int begin, int end) {
    this.name = name;
    this.json = json;
    this.begin = begin;
    this.end = end;
  }

  @Nullable Object value() {
    try {
      return Json.read(json, begin, end - begin);
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException(name + " is " + e.getMessage(), e);
    }
  }

  boolean isList() {
    return json[begin] == '[';
  }

  boolean isNull() {
    return Arrays.equals(json, begin, end, NULL, 0, NULL.length);
  }

  /** Decodes base64 from where it lies: no String in between. */
  byte[] bytes() {
    if (json[begin] != '"') {
      throw new IllegalArgumentException(name + " must be binary, got " + type());
    }
    byte[] bytes = base64().decoded();
    if (bytes == null) {
      bytes = LooseBase64.decode(json, begin + 1, end - 1);
    }
    if (bytes == null) {
      throw new IllegalArgumentException(name + " must be binary, got a text that is not base64");
    }
    return bytes;
  }

  /** See {@link Base64Text#decodedInPlace}. */
  @Nullable ByteBuffer decodedInPlace() {
    return json[begin] == '"' ? base64().decodedInPlace() : null;
  }

  private Base64Text base64() {
    // eKuiper escapes nothing in base64 of its own; LooseBase64 reads what others have escaped.
    return new Base64Text(json, begin + 1, end - 1);
  }

  /**
   * Before a list, or null, which is Go's empty list.
   *
   * @throws IllegalArgumentException if it is another value
   */
  JsonScanner listScanner() throws MalformedMessageException {
    if (!isList() && !isNull()) {
      throw new IllegalArgumentException(name + " must be a list, got " + type());
    }
    return new JsonScanner(json, begin, end - begin);
  }

  /** What kind of value it is, as a sentence names it. */
  private String type() {
    return switch (json[begin]) {
      case '"' -> "a text";
      case '[' -> "a list";
      case '{' -> "an object";
      case 'n' -> "null";
      case 't', 'f' -> "true or false";
      default -> "a number";
    };
  }
}
