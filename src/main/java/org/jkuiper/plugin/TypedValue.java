package org.jkuiper.plugin;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value with the name that its user knows it by, read as the type that code wants or refused
 * with a sentence that says both.
 */
record TypedValue(String name, @Nullable Object value) {

  private static final int SHOWN_CHARACTERS = 60;

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
      throw wrong("a whole number");
    }
  }

  double asDouble() {
    return as(Number.class, "a number").doubleValue();
  }

  boolean asBoolean() {
    return as(Boolean.class, "true or false");
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
    String text = value instanceof String ? "\"" + value + '"' : String.valueOf(value);
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
