package org.jkuiper.plugin;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jkuiper.text.LooseBase64;
import org.jkuiper.text.Snippet;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value with the name that its user knows it by, read as the type that code wants or refused
 * with a sentence that says both.
 */
record TypedValue(String name, @Nullable Object value) {

  String asString() {
    return as(String.class, "a string");
  }

  int asInt() {
    long whole = asLong();
    if (whole != (int) whole) {
      throw wrong("a whole number of 32 bits");
    }
    return (int) whole;
  }

  long asLong() {
    Number number = as(Number.class, "a whole number");
    if (number instanceof Long || number instanceof Integer) {
      return number.longValue();
    }
    try {
      return new BigDecimal(number.toString()).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong("a whole number of 64 bits");
    }
  }

  double asDouble() {
    return as(Number.class, "a number").doubleValue();
  }

  boolean asBoolean() {
    return as(Boolean.class, "true or false");
  }

  /** As eKuiper reads its own durations: a text in Go's notation, or a number of milliseconds. */
  Duration asDuration() {
    try {
      if (value instanceof Number number) {
        return GoDuration.ofMillis(new BigDecimal(number.toString()));
      }
      if (value instanceof String text) {
        return GoDuration.parse(text);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(GoDuration.DESCRIPTION);
    }
    throw wrong(GoDuration.DESCRIPTION);
  }

  /** The constant whose name it is, upper or lower case. */
  <E extends Enum<E>> E asEnum(Class<E> type) {
    String name = asString();
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(name)) {
        return constant;
      }
    }
    throw wrong("one of " + Arrays.toString(type.getEnumConstants()));
  }

  /** The binary data that a text holds as base64. */
  byte[] asBytes() {
    byte[] text = as(String.class, "binary").getBytes(StandardCharsets.UTF_8);
    byte[] bytes = LooseBase64.decode(text, 0, text.length);
    if (bytes == null) {
      throw wrong("binary (a text in base64)");
    }
    return bytes;
  }

  @SuppressWarnings("unchecked")
  List<@Nullable Object> asList() {
    return Collections.unmodifiableList(as(List.class, "a list"));
  }

  @SuppressWarnings("unchecked")
  Map<String, @Nullable Object> asMap() {
    return Collections.unmodifiableMap(as(Map.class, "an object"));
  }

  private <T> T as(Class<T> type, String what) {
    if (!type.isInstance(value)) {
      throw wrong(what);
    }
    return type.cast(value);
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(name + " must be " + what + ", got " + shown());
  }

  private String shown() {
    return value instanceof String text
        ? '"' + Snippet.of(text) + '"'
        : Snippet.of(String.valueOf(value));
  }
}
