package org.jkuiper.options;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jkuiper.image.Region;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.MalformedMessageException;
import org.jkuiper.text.Snippet;
import org.jspecify.annotations.Nullable;

/**
 * Named values, each read as what it must be, or refused by an {@link IllegalArgumentException}
 * whose message is a sentence. An option that is null is not set.
 */
public final class Options {
  private final String owner;
  private final Map<String, ?> values;

  private Options(String owner, Map<String, ?> values, Set<String> known) {
    this.owner = owner;
    this.values = values;
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            owner
                + " has an option "
                + Snippet.of(key)
                + ", which is unknown; the options are "
                + String.join(", ", new TreeSet<>(known)));
      }
    }
  }

  /**
   * Takes the argument of a call.
   *
   * @param owner what an error calls it, such as {@code argument 2}
   * @param argument an object, its JSON as a text, or a number; null sets nothing
   * @param ofNumber the option that a number alone sets
   * @param known the options that there are
   */
  public static Options ofArgument(
      String owner, @Nullable Object argument, String ofNumber, Set<String> known) {
    if (argument == null) {
      return new Options(owner, Map.of(), known);
    }
    if (argument instanceof Number) {
      return new Options(owner, Map.of(ofNumber, argument), known);
    }
    Object object = argument;
    if (argument instanceof String text) {
      try {
        object = Json.readObject(text);
      } catch (MalformedMessageException e) {
        throw noOptions(owner, ofNumber, argument, e);
      }
    }
    if (!(object instanceof Map<?, ?> map)) {
      throw noOptions(owner, ofNumber, argument, null);
    }
    Map<String, Object> values = new HashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      values.put(String.valueOf(entry.getKey()), entry.getValue());
    }
    return new Options(owner, values, known);
  }

  private static IllegalArgumentException noOptions(
      String owner, String ofNumber, Object argument, @Nullable Exception cause) {
    return new IllegalArgumentException(
        owner
            + " must be a number ("
            + ofNumber
            + "), an object of options, or its JSON as a text; got "
            + shown(argument)
            + (cause == null ? "" : " (" + cause.getMessage() + ")"),
        cause);
  }

  /**
   * Takes values of a file. Each is JSON; a text may be written without its quotes.
   *
   * @param owner the file's name
   */
  public static Options ofFile(String owner, Map<String, String> texts) {
    Map<String, Object> values = new HashMap<>();
    for (Map.Entry<String, String> entry : texts.entrySet()) {
      Object value = entry.getValue();
      try {
        value = Json.read(entry.getValue());
      } catch (MalformedMessageException e) {
        // It is a text without quotes.
      }
      values.put(entry.getKey(), value);
    }
    return new Options(owner, values, values.keySet());
  }

  /** What an error calls these options. */
  public String owner() {
    return owner;
  }

  /** A whole number from 1 to {@code most}. */
  public @Nullable Integer count(String key, int most) {
    Object value = values.get(key);
    if (value == null) {
      return null;
    }
    try {
      if (value instanceof Number number) {
        int whole = new BigDecimal(number.toString()).intValueExact();
        if (whole >= 1 && whole <= most) {
          return whole;
        }
      }
    } catch (ArithmeticException e) {
      // Reported below.
    }
    throw wrong(key, "a whole number from 1 to " + most);
  }

  /** A number from 0 to 1. */
  public @Nullable Float share(String key) {
    Object value = values.get(key);
    if (value == null) {
      return null;
    }
    if (value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1) {
      return number.floatValue();
    }
    throw wrong(key, "a number from 0 to 1");
  }

  /** True or false. */
  public @Nullable Boolean flag(String key) {
    Object value = values.get(key);
    if (value == null || value instanceof Boolean) {
      return (Boolean) value;
    }
    throw wrong(key, "true or false");
  }

  /** A text that is not empty. */
  public @Nullable String text(String key) {
    Object value = values.get(key);
    if (value == null || (value instanceof String text && !text.isBlank())) {
      return (String) value;
    }
    throw wrong(key, "a text");
  }

  /** One of a few texts. */
  public @Nullable String oneOf(String key, List<String> texts) {
    Object value = values.get(key);
    if (value == null || (value instanceof String text && texts.contains(text))) {
      return (String) value;
    }
    throw wrong(key, "one of " + String.join(", ", texts));
  }

  /** A list of one label or more. */
  public @Nullable List<String> labels(String key) {
    Object value = values.get(key);
    if (value == null) {
      return null;
    }
    List<String> labels = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof String label) {
          labels.add(label);
        }
      }
      if (!list.isEmpty() && labels.size() == list.size()) {
        return labels;
      }
    }
    throw wrong(key, "a list of labels");
  }

  /** A region, {@code [x, y, width, height]}: see {@link Region#of}. */
  public @Nullable Region region(String key) {
    Object value = values.get(key);
    if (value == null) {
      return null;
    }
    double[] sides = new double[4];
    int count = 0;
    if (value instanceof List<?> list && list.size() == sides.length) {
      for (Object element : list) {
        if (element instanceof Number number) {
          sides[count++] = number.doubleValue();
        }
      }
    }
    if (count != sides.length) {
      throw wrong(key, "a list of four numbers, x, y, width and height");
    }
    try {
      return Region.of(sides[0], sides[1], sides[2], sides[3]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(owner + ": " + key + ": " + e.getMessage(), e);
    }
  }

  private IllegalArgumentException wrong(String key, String right) {
    return new IllegalArgumentException(
        owner + ": " + key + " must be " + right + ", got " + shown(values.get(key)));
  }

  private static String shown(@Nullable Object value) {
    return value instanceof String text
        ? '"' + Snippet.of(text) + '"'
        : Snippet.of(String.valueOf(value));
  }
}
