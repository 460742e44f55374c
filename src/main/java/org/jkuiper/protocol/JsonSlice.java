package org.jkuiper.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JSON value in a larger text, not yet decoded. */
final class JsonSlice {
  /** No window has more; each costs many times the two bytes that an empty one has on the wire. */
  private static final int MAX_BINARIES = 10_000;

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

  /** Decodes base64 from where it lies: no String in between. */
  byte[] bytes() {
    byte[] bytes = json[begin] == '"' ? base64().decoded() : null;
    if (bytes == null) {
      throw new IllegalArgumentException(name + " must be binary, got " + type());
    }
    return bytes;
  }

  /** See {@link Base64Text#decodedInPlace}. */
  @Nullable ByteBuffer decodedInPlace() {
    return json[begin] == '"' ? base64().decodedInPlace() : null;
  }

  private Base64Text base64() {
    // eKuiper escapes nothing in base64, and an escaped text fails on its backslash.
    return new Base64Text(json, begin + 1, end - 1);
  }

  List<byte[]> byteArrays() {
    List<byte[]> all = new ArrayList<>();
    try {
      JsonScanner scanner = new JsonScanner(json, begin, end - begin);
      if (!scanner.accept('[')) {
        throw new IllegalArgumentException(name + " must be a list of binaries, got " + type());
      }
      while (!scanner.accept(']')) {
        if (!all.isEmpty()) {
          scanner.expect(',');
        }
        if (all.size() == MAX_BINARIES) {
          throw new IllegalArgumentException(
              name + " is a list of more than " + MAX_BINARIES + " binaries");
        }
        int from = scanner.beginValue();
        scanner.skipValue();
        String element = "element " + (all.size() + 1) + " of " + name;
        all.add(new JsonSlice(element, json, from, scanner.position()).bytes());
      }
      return all;
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException(name + " is " + e.getMessage(), e);
    }
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
